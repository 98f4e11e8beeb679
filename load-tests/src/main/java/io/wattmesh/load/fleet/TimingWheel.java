package io.wattmesh.load.fleet;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Who is due when: a ring of slots, one a tick, each the head of a list that runs through an array
 * with a place for each device. To set a time and to come to one cost the same whatever the number
 * of devices, and a device takes 8 bytes. Each has at most one time; one that is a turn or more
 * ahead stays in its slot until its tick has come. For one thread.
 */
public final class TimingWheel {
  private static final int NONE = -1;

  private final int[] heads;
  private final int[] next;
  private final int[] dueTicks;
  private int nowTick;
  private int size;

  /**
   * @param slots a power of two
   */
  public TimingWheel(int devices, int slots) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException("A wheel has a power of two slots, not " + slots + ".");
    }
    heads = new int[slots];
    Arrays.fill(heads, NONE);
    next = new int[devices];
    dueTicks = new int[devices];
    Arrays.fill(dueTicks, NONE);
  }

  /** What the wheel takes for each device, bytes. */
  public static int bytesPerDevice() {
    return 2 * Integer.BYTES;
  }

  /** How many devices it is for. */
  public int capacity() {
    return next.length;
  }

  /** How many have a time. */
  public int size() {
    return size;
  }

  /**
   * Sets a device's time; one that has passed is the next tick's.
   *
   * @throws IllegalStateException if it has one
   */
  public void set(int device, int tick) {
    if (dueTicks[device] != NONE) {
      throw new IllegalStateException(
          "Device %d is due at tick %d and cannot be set to %d too."
              .formatted(device, dueTicks[device], tick));
    }
    int due = Math.max(tick, nowTick + 1);
    int slot = due & (heads.length - 1);
    dueTicks[device] = due;
    next[device] = heads[slot];
    heads[slot] = device;
    size++;
  }

  /** Forgets all times and begins at tick 0 again. */
  public void clear() {
    Arrays.fill(heads, NONE);
    Arrays.fill(dueTicks, NONE);
    nowTick = 0;
    size = 0;
  }

  /** Comes to a tick: tells of all who are due by then, tick by tick; they may be set again. */
  public void advance(int tick, IntConsumer due) {
    while (nowTick < tick) {
      nowTick++;
      if (size > 0) {
        turn(nowTick & (heads.length - 1), due);
      }
    }
  }

  private void turn(int slot, IntConsumer due) {
    int device = heads[slot];
    heads[slot] = NONE;
    while (device != NONE) {
      int following = next[device];
      if (dueTicks[device] <= nowTick) {
        dueTicks[device] = NONE;
        size--;
        due.accept(device);
      } else {
        next[device] = heads[slot];
        heads[slot] = device;
      }
      device = following;
    }
  }
}
