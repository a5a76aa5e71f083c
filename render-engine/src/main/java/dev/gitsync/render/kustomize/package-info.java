/**
 * Kustomizations, with the result that {@code kustomize build} of kustomize 5.8 has. A {@link
 * dev.gitsync.render.kustomize.KustomizeRenderer} loads a kustomization and what it is built on ({@code Build}); each
 * level's objects ({@code Resources}) go through its generators, patches and transformers; names are followed to where
 * they are used at the end ({@code NameReferences}). What those steps know of Kubernetes' kinds stands in two tables of
 * kustomize, {@code kubernetes-types.txt} and {@code field-specs.txt}.
 */
@NullMarked
package dev.gitsync.render.kustomize;

import org.jspecify.annotations.NullMarked;
