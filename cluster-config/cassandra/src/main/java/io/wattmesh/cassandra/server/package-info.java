/**
 * A real Cassandra server for development and tests, as processes of their own on JDK 17: one node,
 * or three on 127.0.0.1 to 127.0.0.3. Production points at a cluster that others run.
 */
package io.wattmesh.cassandra.server;
