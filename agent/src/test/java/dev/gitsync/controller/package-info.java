/** Tests of the passes and what is around them. */
@NullMarked
package dev.gitsync.controller;

import org.jspecify.annotations.NullMarked;
