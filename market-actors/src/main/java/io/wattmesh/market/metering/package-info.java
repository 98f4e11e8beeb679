/**
 * The meters of one bus under the key of a registered oracle: they see what devices deliver and
 * sign one reading a participant and interval. In a simulated market the delivery is what the
 * device models say that they deliver.
 */
package io.wattmesh.market.metering;
