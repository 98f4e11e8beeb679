/** The run of a whole scenario in simulated time: its driver, its figures and what it writes. */
package io.wattmesh.cluster.run;
