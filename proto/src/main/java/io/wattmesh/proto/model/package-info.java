/**
 * Value records of the market, in integers with their units in their names. Power that is injected
 * into the grid is positive, power that is withdrawn is negative; prices are per energy, never per
 * interval. They validate themselves, so that a record that exists is a record that makes sense.
 */
package io.wattmesh.proto.model;
