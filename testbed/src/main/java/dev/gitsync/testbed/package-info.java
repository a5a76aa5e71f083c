/**
 * What tests and the demo run against, all of it real: a Kubernetes control plane, a Git server over smart HTTP, and an
 * ordinary Git client. Only what no machine at hand has is stood in for, openly: kubelets (by the control plane) and
 * {@link dev.gitsync.testbed.Operators other people's operators}.
 */
@NullMarked
package dev.gitsync.testbed;

import org.jspecify.annotations.NullMarked;
