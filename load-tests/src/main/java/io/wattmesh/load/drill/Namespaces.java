package io.wattmesh.load.drill;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Each node has a network namespace with an address of its own, all joined by a bridge at which
 * this process is, too. What a node sends to another one is lost while the sender believes that the
 * other's address belongs to a card that nobody has: nothing is told to either, as on a broken
 * line, and what comes the other way still comes. It needs root and Linux's {@code ip} command.
 */
final class Namespaces implements Ground {
  /** Of the addresses that are set aside for tests of networks, RFC 2544. */
  private static final String NETWORK = "198.18.";

  private static final String NOBODY = "02:00:00:00:de:ad";
  private static final String PORT = "eth0";
  private static final int NODE_PORT = 25_520;

  private final int nodes;

  /** Of this process, so that two drills do not meet. */
  private final String mark;

  private final String subnet;
  private int ports;

  private Namespaces(int nodes, long pid) {
    this.nodes = nodes;
    this.mark = "wm" + pid % 100_000;
    this.subnet = NETWORK + pid % 250 + ".";
  }

  /**
   * @throws CannotRunException if this machine does not let it
   */
  static Namespaces make(int nodes) {
    var made = new Namespaces(nodes, ProcessHandle.current().pid());
    try {
      made.make();
      return made;
    } catch (IOException e) {
      made.close();
      throw new CannotRunException(
          "This drill needs network namespaces, which root alone may make, and the command `ip`: "
              + e.getMessage(),
          e);
    }
  }

  private void make() throws IOException {
    if (NetworkInterface.getByName(mark) != null) {
      throw new IOException("there is a bridge %s already".formatted(mark));
    }
    Commands.run("ip", "link", "add", mark, "type", "bridge");
    Commands.run("ip", "addr", "add", subnet + "254/24", "dev", mark);
    Commands.run("ip", "link", "set", mark, "up");
    for (int node = 1; node <= nodes; node++) {
      String outer = mark + "v" + node;
      Commands.run("ip", "netns", "add", namespace(node));
      Commands.run(
          "ip",
          "link",
          "add",
          outer,
          "type",
          "veth",
          "peer",
          "name",
          PORT,
          "netns",
          namespace(node));
      Commands.run("ip", "link", "set", outer, "master", mark);
      Commands.run("ip", "link", "set", outer, "up");
      inside(node, "link", "set", "lo", "up");
      inside(node, "addr", "add", host(node) + "/24", "dev", PORT);
      inside(node, "link", "set", PORT, "up");
    }
  }

  private String namespace(int node) {
    return mark + "n" + node;
  }

  @Override
  public String host(int node) {
    return subnet + node;
  }

  @Override
  public List<String> enter(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  /** Nobody else is in these networks. */
  @Override
  public int freePort() {
    return NODE_PORT + ports++;
  }

  /** What some nodes send to others is lost from now on; what these send is not. */
  void loseWhatIsSent(Set<Integer> from, Set<Integer> to) throws IOException {
    for (int sender : from) {
      for (int receiver : to) {
        inside(
            sender,
            "neigh",
            "replace",
            host(receiver),
            "lladdr",
            NOBODY,
            "nud",
            "permanent",
            "dev",
            PORT);
      }
    }
  }

  /** Two sides don't hear each other from now on. */
  void cut(Set<Integer> one, Set<Integer> other) throws IOException {
    loseWhatIsSent(one, other);
    loseWhatIsSent(other, one);
  }

  /** Everything that is sent arrives again. */
  void heal() throws IOException {
    for (int node = 1; node <= nodes; node++) {
      inside(node, "neigh", "flush", "dev", PORT, "nud", "permanent");
    }
  }

  private void inside(int node, String... command) throws IOException {
    var words = new ArrayList<String>(List.of("ip", "-n", namespace(node)));
    words.addAll(List.of(command));
    Commands.run(words.toArray(String[]::new));
  }

  /** Takes away what is there of it; a node's end of a line goes with its namespace. */
  @Override
  public void close() {
    for (int node = 1; node <= nodes; node++) {
      Commands.runAnyway("ip", "netns", "del", namespace(node));
      Commands.runAnyway("ip", "link", "del", mark + "v" + node);
    }
    Commands.runAnyway("ip", "link", "del", mark);
  }
}
