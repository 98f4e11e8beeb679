package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;

/**
 * What one region signs for another.
 *
 * @param booksRoot the frozen books that are cleared
 * @param from the sender's number
 * @param to the addressee's number
 */
record RegionEnvelope(long interval, Hash booksRoot, int from, int to, Content content) {
  /** A message of the clearing itself, or what comes after it. */
  sealed interface Content {
    /** The step that it belongs to. */
    int step();

    /** A message of the region step. */
    record Step(RegionMessage message) implements Content {
      @Override
      public int step() {
        return message.step();
      }
    }

    /**
     * What the buses of a region may inject at the prices found, for the root to round with.
     *
     * @param part the {@link PartDigest} of the region's own part of the result
     * @param trace what the region by itself was away from the end, for people to look at
     */
    record Responses(
        int[] buses,
        long[] lowWatts,
        long[] highWatts,
        long messages,
        long bytes,
        int rounds,
        Hash part,
        ResidualTrace trace)
        implements Content {
      @Override
      public int step() {
        return MessageLog.AFTERWARDS;
      }

      public Responses {
        if (buses.length != lowWatts.length || buses.length != highWatts.length) {
          throw new IllegalArgumentException(
              "%d buses with %d least and %d greatest injections; each bus has one of both."
                  .formatted(buses.length, lowWatts.length, highWatts.length));
        }
      }
    }

    /** Asks for what the addressee sent from a step on: the sender has lost it, or never got it. */
    record Resend(int step) implements Content {
      public Resend {
        if (step < 1) {
          throw new IllegalArgumentException(
              "Steps are counted from 1; there is no step %d to send again.".formatted(step));
        }
      }
    }
  }

  private static final int STEP = 1;
  private static final int RESPONSES = 2;
  private static final int RESEND = 3;
  private static final int MAX_BUSES = 1_000_000;

  byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).hash(booksRoot).i32(from).i32(to);
    switch (content) {
      case Content.Step step -> {
        out.u8(STEP);
        RegionMessageCodec.write(out, step.message());
      }
      case Content.Responses responses ->
          out.u8(RESPONSES)
              .i32s(responses.buses())
              .i64s(responses.lowWatts())
              .i64s(responses.highWatts())
              .i64(responses.messages())
              .i64(responses.bytes())
              .i32(responses.rounds())
              .hash(responses.part())
              .f64s(responses.trace().roundResiduals())
              .f64s(responses.trace().meanGaps());
      case Content.Resend resend -> out.u8(RESEND).i32(resend.step());
    }
    return out.toByteArray();
  }

  static RegionEnvelope ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new RegionEnvelope(in.i64(), in.hash(), in.i32(), in.i32(), readContent(in)));
  }

  private static Content readContent(CanonicalReader in) {
    int kind = in.u8();
    return switch (kind) {
      case STEP -> new Content.Step(RegionMessageCodec.read(in));
      case RESPONSES ->
          new Content.Responses(
              in.i32s(MAX_BUSES),
              in.i64s(MAX_BUSES),
              in.i64s(MAX_BUSES),
              in.i64(),
              in.i64(),
              in.i32(),
              in.hash(),
              new ResidualTrace(
                  in.f64s(ResidualTrace.MAX_ENTRIES), in.f64s(ResidualTrace.MAX_ENTRIES)));
      case RESEND -> new Content.Resend(in.i32());
      default -> throw new IllegalArgumentException("Region content " + kind + " is unknown.");
    };
  }
}
