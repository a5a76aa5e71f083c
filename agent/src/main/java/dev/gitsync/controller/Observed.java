package dev.gitsync.controller;

import dev.gitsync.health.Health;
import dev.gitsync.plan.Planner.Drift;

/** How one desired object stood when it was last looked at. */
record Observed(Drift drift, Health health) {}
