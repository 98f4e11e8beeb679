package io.wattmesh.load.fleet;

/**
 * One device's own stream of random numbers for one subject: SplitMix64 (Steele, Lea, Flood 2014)
 * from a start that is a hash of seed, index, subject and interval. Asking one device says nothing
 * about another, so a fleet is the same whatever the number of workers that share it.
 */
public final class DeviceDraws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1.0p-53;

  private long state;

  private DeviceDraws(long state) {
    this.state = state;
  }

  /** Of something that does not change from interval to interval. */
  public static DeviceDraws of(long seed, int index, Subject subject) {
    return of(seed, index, subject, -1);
  }

  public static DeviceDraws of(long seed, int index, Subject subject, long interval) {
    long state = mix(seed + GOLDEN);
    state = mix(state ^ (index + 1L));
    state = mix(state ^ (subject.code << 56) ^ interval);
    return new DeviceDraws(state);
  }

  /** What is drawn: each has numbers of its own, so a new one changes no other. */
  public enum Subject {
    /** What the device is. */
    NATURE(1),
    /** What it wants in an interval. */
    CURVE(2),
    /** When it sends its bid. */
    ARRIVAL(3),
    /** Whether it bids in an interval at all. */
    PRESENCE(4),
    /** How far what it delivers is from its award. */
    DELIVERY(5);

    private final long code;

    Subject(long code) {
      this.code = code;
    }
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  public long bits() {
    state += GOLDEN;
    return mix(state);
  }

  /** Evenly in [0, 1). */
  public double unit() {
    return (bits() >>> 11) * TO_UNIT;
  }

  /** Evenly from the first to the last, both included. */
  public long between(long first, long last) {
    return first + (long) (unit() * (last - first + 1));
  }
}
