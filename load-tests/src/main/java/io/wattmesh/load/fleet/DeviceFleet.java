package io.wattmesh.load.fleet;

import io.wattmesh.load.fleet.DeviceDraws.Subject;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.OptionalInt;

/**
 * Simulated devices, each a participant of its own with a key of its own. What does not follow
 * quickly from the seed and the index is kept in arrays, some bytes a device; names, curves and
 * keys are made when they are asked for.
 */
public final class DeviceFleet {
  /** What a name can number. */
  public static final int MOST_DEVICES = 10_000_000;

  private static final String PREFIX = "device-";
  private static final int DIGITS = 7;
  private static final long MICROS_PER_DOLLAR = 1_000_000;

  /** Of what was awarded, what a device may be off by in its delivery: a fiftieth. */
  private static final int EXACTNESS = 50;

  private final long seed;
  private final int[] buses;
  private final byte[] kinds;
  private final short[] watts;
  private final long priceCapDollars;

  /**
   * @param buses where devices are: the first at the first bus, the next at the next, and around
   * @param priceCapDollars the most that a bid may say, $/MWh
   */
  public DeviceFleet(long seed, int devices, int[] buses, long priceCapDollars) {
    if (devices < 1 || devices > MOST_DEVICES || buses.length == 0) {
      throw new IllegalArgumentException(
          "A fleet has 1 to %d devices at one bus or more; this has %d at %d buses."
              .formatted(MOST_DEVICES, devices, buses.length));
    }
    this.seed = seed;
    this.buses = buses.clone();
    this.priceCapDollars = priceCapDollars;
    this.kinds = new byte[devices];
    this.watts = new short[devices];
    for (int index = 0; index < devices; index++) {
      var draws = DeviceDraws.of(seed, index, Subject.NATURE);
      DeviceKind kind = DeviceKind.draw(draws);
      kinds[index] = kind.code();
      watts[index] = (short) kind.drawWatts(draws);
    }
  }

  public int size() {
    return kinds.length;
  }

  /** What the fleet keeps of each device, bytes. */
  public static int bytesPerDevice() {
    return Byte.BYTES + Short.BYTES;
  }

  public ParticipantId id(int index) {
    return new ParticipantId(name(index));
  }

  private static String name(int index) {
    char[] digits = new char[DIGITS];
    int rest = index;
    for (int k = DIGITS - 1; k >= 0; k--) {
      digits[k] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return PREFIX + new String(digits);
  }

  /** The index of a device by its name; none if it is another participant's. */
  public OptionalInt index(ParticipantId id) {
    OptionalInt number = number(id);
    return number.isPresent() && number.getAsInt() < size() ? number : OptionalInt.empty();
  }

  /** The index that a device of this name would have; none if no device has such a name. */
  public static OptionalInt number(ParticipantId id) {
    String name = id.value();
    if (name.length() != PREFIX.length() + DIGITS || !name.startsWith(PREFIX)) {
      return OptionalInt.empty();
    }
    int index = 0;
    for (int k = PREFIX.length(); k < name.length(); k++) {
      int digit = name.charAt(k) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalInt.empty();
      }
      index = 10 * index + digit;
    }
    return OptionalInt.of(index);
  }

  public int bus(int index) {
    return buses[index % buses.length];
  }

  public DeviceKind kind(int index) {
    return DeviceKind.of(kinds[index]);
  }

  /** The least net injection that the ledger registers, W. */
  public long minWatts(int index) {
    return kind(index).withdraws() ? -watts[index] : 0;
  }

  /** The greatest net injection that the ledger registers, W. */
  public long maxWatts(int index) {
    return kind(index).injects() ? watts[index] : 0;
  }

  /** What the device wants in an interval. */
  public BidCurve curve(int index, long interval) {
    var draws = DeviceDraws.of(seed, index, Subject.CURVE, interval);
    long size = watts[index];
    return switch (kind(index)) {
      case HOME -> {
        long use = draws.between(size / 4, size);
        long must = use / 2;
        long worth = dollars(draws, 20, 120);
        yield curve(-use, worth, -must, worth, -must, priceCapDollars * MICROS_PER_DOLLAR);
      }
      case SOLAR -> {
        long sun = draws.between(0, size);
        yield sun == 0 ? BidCurve.fixed(0) : curve(0, 0, sun, 0);
      }
      case BATTERY -> {
        long buys = dollars(draws, 5, 30);
        long sells = buys + dollars(draws, 15, 60);
        yield curve(-size, buys, 0, buys, 0, sells, size, sells);
      }
      case VEHICLE -> {
        long gives = dollars(draws, 25, 90);
        yield curve(-size, 5 * MICROS_PER_DOLLAR, 0, gives);
      }
    };
  }

  /** A price between two, micro-$/MWh: hardly ever that of another device. */
  private static long dollars(DeviceDraws draws, long low, long high) {
    return draws.between(low * MICROS_PER_DOLLAR, high * MICROS_PER_DOLLAR);
  }

  /** Points of W and micro-$/MWh in turn. */
  private static BidCurve curve(long... points) {
    long[] powers = new long[points.length / 2];
    long[] prices = new long[points.length / 2];
    for (int k = 0; k < powers.length; k++) {
      powers[k] = points[2 * k];
      prices[k] = points[2 * k + 1];
    }
    return new BidCurve(powers, prices);
  }

  /** The signed bid; the same whenever it is made. */
  public SignedEnvelope bid(int index, long interval, SigningContext context) {
    ParticipantId id = id(index);
    var bid = new Bid(id, bus(index), interval, interval + 1, curve(index, interval));
    byte[] payload = MarketCodec.encode(bid);
    byte[] preimage = context.preimage(MessageType.BID, id.value(), payload);
    return new SignedEnvelope(
        context, MessageType.BID, id.value(), payload, DemoKeys.sign(seed, id.value(), preimage));
  }

  /** What the device injects of an award: a fiftieth off at most, and within its limits. */
  public long deliveredWatts(int index, long interval, long awardWatts) {
    var draws = DeviceDraws.of(seed, index, Subject.DELIVERY, interval);
    long off = Math.abs(awardWatts) / EXACTNESS;
    return Math.clamp(awardWatts + draws.between(-off, off), minWatts(index), maxWatts(index));
  }
}
