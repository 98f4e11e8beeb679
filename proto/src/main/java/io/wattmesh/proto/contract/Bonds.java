package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/** The contract by which aggregators' bonds grow. */
public final class Bonds {
  public static final String CONTRACT = "aggregator-bond";

  /** Adds the caller's tokens to an aggregator's bond; {@link TopUp} says how many. */
  public static final String TOP_UP = "top-up";

  private Bonds() {}

  /**
   * The arguments of {@link #TOP_UP}.
   *
   * @param amount micro-tokens, above 0
   */
  public record TopUp(ParticipantId aggregator, long amount) {
    public TopUp {
      Objects.requireNonNull(aggregator);
      Tokens.requirePositive(amount);
    }

    public byte[] toBytes() {
      return new CanonicalWriter().text(aggregator.value()).i64(amount).toByteArray();
    }

    public static TopUp ofBytes(byte[] bytes) {
      return CanonicalReader.readAll(
          bytes, in -> new TopUp(MarketCodec.readParticipant(in), in.i64()));
    }
  }
}
