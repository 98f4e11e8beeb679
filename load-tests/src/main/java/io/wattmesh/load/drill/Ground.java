package io.wattmesh.load.drill;

import java.io.IOException;
import java.util.List;

/** Where nodes have their addresses. */
interface Ground extends AutoCloseable {
  /** At which address the others and this process reach a node. */
  String host(int node);

  /** What stands before a node's command; empty where it runs as any process does. */
  List<String> enter(int node);

  /** A port that is free now at the addresses of all nodes; they find each other by it. */
  int freePort() throws IOException;

  @Override
  void close();
}
