/** Paths to fields, sets of them, and their FieldsV1 form. */
@NullMarked
package dev.gitsync.fieldpath;

import org.jspecify.annotations.NullMarked;
