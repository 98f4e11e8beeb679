package io.wattmesh.cassandra.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How servers are set up.
 *
 * @param nodes 1 or 3
 * @param heapMegabytes of each node
 * @param quickStart compiles less, which starts sooner and runs slower: for tests
 * @param keystore a PKCS 12 file with the password {@link #KEYSTORE_PASSWORD}: with it, clients may
 *     speak TLS
 * @param clients one with the certificates that clients who speak TLS must have; empty: they show
 *     none
 * @param asksForLogin whether clients must name a role; at first there is {@link #SUPERUSER}
 */
public record ServerOptions(
    int nodes,
    int heapMegabytes,
    boolean quickStart,
    Optional<Path> keystore,
    Optional<Path> clients,
    boolean asksForLogin) {
  /** Of a key that protects nothing but a server on loopback. */
  public static final String KEYSTORE_PASSWORD = "development";

  /** Name and password of the role that a new server has. */
  public static final String SUPERUSER = "cassandra";

  private static final int ONE = 1;
  private static final int THREE = 3;

  public ServerOptions {
    if (clients.isPresent() && keystore.isEmpty()) {
      throw new IllegalArgumentException(
          "A server without a key speaks no TLS, by which clients could prove who they are.");
    }
    if ((nodes != ONE && nodes != THREE) || heapMegabytes < 256) {
      throw new IllegalArgumentException(
          "%d nodes with %d MiB of heap each: 1 or 3 nodes, at least 256 MiB."
              .formatted(nodes, heapMegabytes));
    }
  }

  /** So many nodes: one with 512 MiB, or three with 320. */
  public static ServerOptions of(int nodes) {
    return new ServerOptions(
        nodes, nodes == ONE ? 512 : 320, false, Optional.empty(), Optional.empty(), false);
  }

  /** One node for a module's tests. */
  public static ServerOptions forTests() {
    return new ServerOptions(ONE, 512, true, Optional.empty(), Optional.empty(), false);
  }

  /** The same with TLS. */
  public ServerOptions withKeystore(Path file) {
    return new ServerOptions(
        nodes, heapMegabytes, quickStart, Optional.of(file), clients, asksForLogin);
  }

  /** The same with TLS by which clients prove who they are, too. */
  public ServerOptions withClients(Path file) {
    return new ServerOptions(
        nodes, heapMegabytes, quickStart, keystore, Optional.of(file), asksForLogin);
  }

  /** The same, but clients must log in. */
  public ServerOptions withLogin() {
    return new ServerOptions(nodes, heapMegabytes, quickStart, keystore, clients, true);
  }
}
