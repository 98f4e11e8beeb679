package io.wattmesh.grid.clearing.collective;

import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.partition.TreePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Runs a region's exchanges one after another, whatever the order of arrival.
 *
 * <p>All regions run the same sequence of exchanges, so the count of exchanges stamps each message.
 * The state is what the region waits for: nothing, its neighbours, its children, or its parent.
 * Early messages wait, late and repeated ones are dropped, and contributions are combined in the
 * fixed order of region numbers: the outcome does not depend on delivery.
 *
 * <pre>
 *   IDLE --exchange--> NEIGHBOURS --all here--> IDLE
 *   IDLE --tree-----> CHILDREN --all here--> PARENT --here--> IDLE    (the root skips PARENT)
 * </pre>
 */
public final class Collectives {
  /** A correct region is never further ahead than one exchange; more is not worth memory. */
  private static final int MAX_STEPS_AHEAD = 4;

  private enum Waiting {
    IDLE,
    NEIGHBOURS,
    CHILDREN,
    PARENT
  }

  private record Key(int step, int from) {}

  private final TreePosition tree;
  private final List<Integer> neighbours;
  private final Map<Key, RegionMessage> inbox = new HashMap<>();
  private List<Outgoing> outgoing = new ArrayList<>();
  private Waiting waiting = Waiting.IDLE;
  private int step;
  private int neighbourExchanges;
  private TreeTask task;
  private Consumer<List<RegionMessage>> afterExchange;

  /** For a region with a place in the tree and neighbours in ascending order. */
  public Collectives(TreePosition tree, List<Integer> neighbours) {
    this.tree = tree;
    this.neighbours = neighbours;
  }

  /** Runs the region's program up to its first wait and returns what it sends. */
  public List<Outgoing> start(Runnable program) {
    program.run();
    return pump();
  }

  /** Takes a message in and returns what the region sends because of it. */
  public List<Outgoing> receive(int from, RegionMessage message) {
    boolean known = neighbours.contains(from) || tree.children().contains(from);
    if ((known || from == tree.parent())
        && message.step() >= step
        && message.step() <= step + MAX_STEPS_AHEAD) {
      inbox.putIfAbsent(new Key(message.step(), from), message);
    }
    return pump();
  }

  /**
   * Starts an exchange with the neighbours.
   *
   * @param toNeighbour makes the message for the neighbour at a position in the list
   * @param then receives their messages in the order of the list
   */
  public void exchange(IntFunction<RegionMessage> toNeighbour, Consumer<List<RegionMessage>> then) {
    begin(Waiting.NEIGHBOURS);
    neighbourExchanges++;
    afterExchange = then;
    for (int n = 0; n < neighbours.size(); n++) {
      outgoing.add(new Outgoing(neighbours.get(n), toNeighbour.apply(n)));
    }
  }

  /** Starts a pass up the tree and down again. */
  public void tree(TreeTask next) {
    begin(Waiting.CHILDREN);
    task = next;
  }

  /** The stamp of the next exchange to begin. */
  public int nextStep() {
    return step + 1;
  }

  /** How many exchanges with neighbours have begun. */
  public int neighbourExchanges() {
    return neighbourExchanges;
  }

  /** How many passes over the tree have begun. */
  public int treePasses() {
    return step - neighbourExchanges;
  }

  private void begin(Waiting next) {
    if (waiting != Waiting.IDLE) {
      throw new IllegalStateException(
          "cannot wait for " + next + " while waiting for " + waiting + " at step " + step);
    }
    step++;
    waiting = next;
    inbox.keySet().removeIf(key -> key.step() < step);
  }

  /** Advances while what is waited for is here. A loop, so long programs need no deep stack. */
  private List<Outgoing> pump() {
    boolean moved = true;
    while (moved) {
      moved =
          switch (waiting) {
            case IDLE -> false;
            case NEIGHBOURS -> finishExchange();
            case CHILDREN -> turnUp();
            case PARENT -> finishTree(inbox.get(new Key(step, tree.parent())));
          };
    }
    List<Outgoing> sent = outgoing;
    outgoing = new ArrayList<>();
    return sent;
  }

  private boolean finishExchange() {
    List<RegionMessage> messages = from(neighbours);
    if (messages.size() < neighbours.size()) {
      return false;
    }
    waiting = Waiting.IDLE;
    afterExchange.accept(messages);
    return true;
  }

  private boolean turnUp() {
    List<RegionMessage> messages = from(tree.children());
    if (messages.size() < tree.children().size()) {
      return false;
    }
    RegionMessage up = task.up(step, messages);
    if (tree.isRoot()) {
      return finishTree(task.turn(up));
    }
    outgoing.add(new Outgoing(tree.parent(), up));
    waiting = Waiting.PARENT;
    return true;
  }

  private boolean finishTree(RegionMessage fromParent) {
    if (fromParent == null) {
      return false;
    }
    for (int c = 0; c < tree.children().size(); c++) {
      outgoing.add(new Outgoing(tree.children().get(c), task.down(fromParent, c)));
    }
    waiting = Waiting.IDLE;
    task.done(fromParent);
    return true;
  }

  private List<RegionMessage> from(List<Integer> regions) {
    List<RegionMessage> messages = new ArrayList<>();
    for (int region : regions) {
      RegionMessage message = inbox.get(new Key(step, region));
      if (message != null) {
        messages.add(message);
      }
    }
    return messages;
  }
}
