package io.wattmesh.load.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** Addresses 127.0.0.1 and up, which every Linux has. */
record Loopback(int nodes) implements Ground {
  private static final int ATTEMPTS = 50;

  @Override
  public String host(int node) {
    return "127.0.0." + node;
  }

  @Override
  public List<String> enter(int node) {
    return List.of();
  }

  @Override
  public int freePort() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (var first = new ServerSocket(0, 1, InetAddress.getByName(host(1)))) {
        int port = first.getLocalPort();
        if (isFree(port)) {
          return port;
        }
      }
    }
    throw new IOException("No port is free on the addresses %s and up.".formatted(host(1)));
  }

  private boolean isFree(int port) {
    for (int node = 2; node <= nodes; node++) {
      try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host(node)))) {
        if (socket.getLocalPort() != port) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {}
}
