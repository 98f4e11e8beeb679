package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.message.RegionMessage;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lets a region that was restarted in mid-clearing run after the others. They step together, so a
 * message of a step far ahead of one's own says that the others have gone on meanwhile. The region
 * then asks for all that they sent it, some steps at a time, and goes through it in order.
 */
final class CatchUp {
  /** A region is never further ahead of another than this; see the region step's collectives. */
  static final int MAX_STEPS_AHEAD = 4;

  /** A message that waits for its step. */
  record Waiting(int step, int from, RegionMessage message) {
    private record Place(int step, int from) implements Comparable<Place> {
      @Override
      public int compareTo(Place other) {
        return step != other.step
            ? Integer.compare(step, other.step)
            : Integer.compare(from, other.from);
      }
    }
  }

  private final TreeMap<Waiting.Place, Waiting> waiting = new TreeMap<>();
  private int furthestHeard;
  private int askedBelow;

  /**
   * Takes a message that is for now or waits; one beyond what was asked for is dropped, to be asked
   * for again.
   *
   * @return whether it was taken
   */
  boolean add(int from, RegionMessage message, int ownStep) {
    furthestHeard = Math.max(furthestHeard, message.step());
    boolean taken = message.step() <= ownStep + MAX_STEPS_AHEAD || message.step() < askedBelow;
    if (taken) {
      waiting.putIfAbsent(
          new Waiting.Place(message.step(), from), new Waiting(message.step(), from, message));
    }
    return taken;
  }

  /** The earliest message that the region's step can take in. */
  Optional<Waiting> next(int ownStep) {
    if (waiting.isEmpty() || waiting.firstKey().step() > ownStep + MAX_STEPS_AHEAD) {
      return Optional.empty();
    }
    return Optional.of(waiting.pollFirstEntry().getValue());
  }

  /** The step to ask for again, if the others are ahead and what was asked for is used up. */
  Optional<Integer> mustAsk(int ownStep) {
    if (!isBehind(ownStep) || ownStep + MAX_STEPS_AHEAD < askedBelow) {
      return Optional.empty();
    }
    return Optional.of(ask(ownStep));
  }

  /** The step to ask for once more if the region is still behind: the answer may have been lost. */
  Optional<Integer> mustAskAgain(int ownStep) {
    return isBehind(ownStep) ? Optional.of(ask(ownStep)) : Optional.empty();
  }

  private boolean isBehind(int ownStep) {
    return furthestHeard > ownStep + MAX_STEPS_AHEAD;
  }

  private int ask(int ownStep) {
    int fromStep = Math.max(1, ownStep);
    askedBelow = fromStep + RegionOutbox.STEPS_SENT_AGAIN;
    return fromStep;
  }
}
