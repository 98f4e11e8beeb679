package io.wattmesh.cassandra.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where a node is.
 *
 * @param number from 1
 * @param folder its own
 * @param port for clients
 * @param storagePort for other nodes, the same for all
 * @param asksForLogin whether clients must log in
 */
record NodePlace(int number, Path folder, int port, int storagePort, boolean asksForLogin) {
  String address() {
    return "127.0.0." + number;
  }

  InetSocketAddress clientAddress() {
    return new InetSocketAddress(address(), port);
  }

  Path arguments() {
    return folder.resolve("conf").resolve("java.args");
  }

  Path pidFile() {
    return folder.resolve("pid");
  }

  Path log() {
    return folder.resolve("server.log");
  }
}
