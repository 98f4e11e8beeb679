/**
 * Snapshots of the application's state: how one is described and proven, and how much of it a
 * validator hands out at a time. Uses nothing but proto.
 */
package io.wattmesh.consensus.snapshot;
