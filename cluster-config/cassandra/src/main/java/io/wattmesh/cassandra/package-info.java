/**
 * What all stores in Cassandra share: settings, sessions that retry by the kind of error, the
 * schema's migrations, and the check of a server's settings. The driver is seen here and in the
 * stores' own {@code cassandra} packages alone.
 */
package io.wattmesh.cassandra;
