package io.wattmesh.load.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The market that a cluster of processes carries. */
interface CarriedMarket {
  /** How long each interval lasts. */
  int intervalSeconds();

  /** From the gate to delivery. */
  int leadSeconds();

  /** From starting the processes to the first gate. */
  int firstGateSeconds();

  /** How many members beside its nodes the cluster may have. */
  int guests();

  /** Of the Java machine of each node. */
  List<String> javaOptions();

  /** What stands before all else in each member's settings. */
  String preamble();

  /** Writes what nodes read of it. */
  void write(Path folder) throws IOException;

  /** What the nodes' section {@code market} says beside the start. */
  String setting(Path folder);
}
