package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Openings of sealed bids of one bus and interval, in rising order of participants: some or all of
 * them, by an aggregator of the bus or by the one participant whose bid it is.
 *
 * @param schedules for each bid what is planned for its request
 */
public record Reveals(long interval, int bus, List<Opening> openings, List<Schedule> schedules) {
  private static final int MAX_OPENINGS = 20_000;
  private static final int LEAST_OPENING_BYTES = Opening.SALT_BYTES + 8;

  public Reveals {
    openings = List.copyOf(openings);
    schedules = List.copyOf(schedules);
    if (openings.isEmpty() || schedules.size() != openings.size()) {
      throw new IllegalArgumentException(
          "Reveals of bus %d have %d openings and %d schedules; there is an opening, and each has one."
              .formatted(bus, openings.size(), schedules.size()));
    }
    for (int k = 1; k < openings.size(); k++) {
      if (signer(openings, k - 1).compareTo(signer(openings, k)) >= 0) {
        throw new IllegalArgumentException(
            "Opening %d of bus %d is not in rising order of participants.".formatted(k, bus));
      }
    }
  }

  /** Openings of bids without requests. */
  public Reveals(long interval, int bus, List<Opening> openings) {
    this(interval, bus, openings, Collections.nCopies(openings.size(), Schedule.NONE));
  }

  private static String signer(List<Opening> openings, int index) {
    return openings.get(index).bid().signer();
  }

  /** The bids as an open book would have them. */
  public BidBook asBook() {
    return new BidBook(interval, bus, openings.stream().map(Opening::bid).toList(), schedules);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).i32(bus).i32(openings.size());
    for (int k = 0; k < openings.size(); k++) {
      openings.get(k).write(out);
      schedules.get(k).write(out);
    }
    return out.toByteArray();
  }

  public static Reveals ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, Reveals::read);
  }

  private static Reveals read(CanonicalReader in) {
    long interval = in.i64();
    int bus = in.i32();
    int count = in.count(MAX_OPENINGS, LEAST_OPENING_BYTES);
    var openings = new ArrayList<Opening>(count);
    var schedules = new ArrayList<Schedule>(count);
    for (int k = 0; k < count; k++) {
      openings.add(Opening.read(in));
      schedules.add(Schedule.read(in));
    }
    return new Reveals(interval, bus, openings, schedules);
  }
}
