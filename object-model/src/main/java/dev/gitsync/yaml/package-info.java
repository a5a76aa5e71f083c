/**
 * YAML with the meaning that kubectl gives it, in ({@link dev.gitsync.yaml.Yaml#parse(byte[], String)}) and out
 * ({@link dev.gitsync.yaml.Yaml#print(dev.gitsync.value.Value)}).
 */
@NullMarked
package dev.gitsync.yaml;

import org.jspecify.annotations.NullMarked;
