/** The resident loop: what wakes an application, and the pipeline that it then goes through. */
@NullMarked
package dev.gitsync.controller;

import org.jspecify.annotations.NullMarked;
