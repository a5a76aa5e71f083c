/**
 * Typing of objects from OpenAPI v3 ({@link dev.gitsync.schema.OpenApiDocument}), and what values of a type mean the same
 * ({@link dev.gitsync.schema.Semantics}).
 */
@NullMarked
package dev.gitsync.schema;

import org.jspecify.annotations.NullMarked;
