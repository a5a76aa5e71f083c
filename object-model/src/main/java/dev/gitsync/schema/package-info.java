/** Typing of objects from OpenAPI v3. */
@NullMarked
package dev.gitsync.schema;

import org.jspecify.annotations.NullMarked;
