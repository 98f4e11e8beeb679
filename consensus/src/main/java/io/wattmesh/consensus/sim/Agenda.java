package io.wattmesh.consensus.sim;

import java.util.PriorityQueue;

/** Events in virtual time; those of one millisecond go in the order in which they were added. */
final class Agenda {
  /** Something that will happen: to a host, or to none (-1). */
  record Event(long timeMillis, long sequence, int host, String kind, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return timeMillis == other.timeMillis
          ? Long.compare(sequence, other.sequence)
          : Long.compare(timeMillis, other.timeMillis);
    }
  }

  private final PriorityQueue<Event> queue = new PriorityQueue<>(256);
  private long sequence;
  private long nowMillis;

  void after(long delayMillis, int host, String kind, Runnable action) {
    queue.add(new Event(nowMillis + delayMillis, sequence++, host, kind, action));
  }

  Event next() {
    Event event = queue.remove();
    nowMillis = event.timeMillis();
    return event;
  }

  long nowMillis() {
    return nowMillis;
  }
}
