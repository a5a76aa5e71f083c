/**
 * How the program logs: one line an event, as text or as JSON, with the application, revision and sync that it belongs to, and
 * never a secret that the redaction knows.
 */
@NullMarked
package dev.gitsync.log;

import org.jspecify.annotations.NullMarked;
