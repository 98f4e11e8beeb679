/**
 * What a node is told by its configuration: read, checked and explained. It knows the settings of
 * {@code reference.conf} and no actor.
 */
package io.wattmesh.cluster.settings;
