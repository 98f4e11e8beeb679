/**
 * What must hold of a run: objectives as text, and the verdict on them. Pure. It may use {@code
 * load.workload} for durations.
 */
package io.wattmesh.load.objective;
