package io.wattmesh.cassandra.server;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How a node is.
 *
 * @param pid of its process, if it runs
 * @param answers whether it answered a query just now
 */
public record NodeStatus(
    int number, String address, int port, OptionalLong pid, boolean answers, Path log) {}
