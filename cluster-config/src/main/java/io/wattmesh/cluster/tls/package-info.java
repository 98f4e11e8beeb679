/**
 * TLS of this node's own HTTP servers and of who asks them: files in PEM, read again while they are
 * used. TLS between nodes is Pekko's own; that to the database is in {@code io.wattmesh.cassandra}.
 */
package io.wattmesh.cluster.tls;
