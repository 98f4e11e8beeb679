package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The terms of a contract for difference: of an interval that is still to come, buyer and seller
 * settle between them the difference of a fixed price and the market's, so that each, together with
 * what it buys or sells at its own bus, ends at the fixed price. It is money alone: what anybody
 * injects or withdraws, and whether the grid can carry it, is the market's matter. The seller signs
 * the terms (as a DIFFERENCE_CONTRACT), the buyer hands the envelope in as the arguments of {@code
 * agree}; the nonce is that of the buyer's call, so one signature of the seller makes one contract.
 *
 * @param interval the market interval that it is for
 * @param energyJoules how much is agreed on, J
 * @param priceMicrosPerMwh the fixed price, either sign
 * @param congestion who bears the difference between the prices at the two buses
 */
public record DifferenceContract(
    ParticipantId buyer,
    ParticipantId seller,
    long nonce,
    long interval,
    long energyJoules,
    long priceMicrosPerMwh,
    Congestion congestion) {
  public static final String CONTRACT = "contract-for-difference";
  public static final String AGREE = "agree";

  /** Frees what one contract for an interval that never came had locked; anybody may call it. */
  public static final String CANCEL = "cancel";

  /** Who bears congestion between the seller's bus and the buyer's. */
  public enum Congestion {
    /** The seller ends at the fixed price: the seller's bus is the reference. */
    BUYER(0),
    /** The buyer ends at the fixed price: the buyer's bus is the reference. */
    SELLER(1),
    /** Each bears a half: the mean of both prices, rounded down, is the reference. */
    SHARED(2);

    private final int code;

    Congestion(int code) {
      this.code = code;
    }

    private static Congestion ofCode(int code) {
      for (Congestion congestion : values()) {
        if (congestion.code == code) {
          return congestion;
        }
      }
      throw new IllegalArgumentException(
          "Congestion is borne by 0 (buyer), 1 (seller) or 2 (both), not %d.".formatted(code));
    }

    /** The market's price that the fixed one is compared with, micro-tokens a MWh. */
    public long referenceMicros(long buyersMicros, long sellersMicros) {
      return switch (this) {
        case BUYER -> sellersMicros;
        case SELLER -> buyersMicros;
        case SHARED -> Math.floorDiv(Math.addExact(buyersMicros, sellersMicros), 2);
      };
    }
  }

  public DifferenceContract {
    Objects.requireNonNull(buyer);
    Objects.requireNonNull(seller);
    Objects.requireNonNull(congestion);
    if (buyer.equals(seller)) {
      throw new IllegalArgumentException(
          "%s can't contract with itself; name another buyer or seller.".formatted(buyer));
    }
    if (nonce < 1
        || interval < 0
        || energyJoules < 1
        || energyJoules > MeterReading.MAX_ENERGY_JOULES) {
      throw new IllegalArgumentException(
          "A contract's nonce (%d) counts from 1, its interval (%d) from 0, its energy (%d J) lies within 1 to %d."
              .formatted(nonce, interval, energyJoules, MeterReading.MAX_ENERGY_JOULES));
    }
    if (Math.abs(priceMicrosPerMwh) > BidCurve.MAX_PRICE_MICROS_PER_MWH
        || priceMicrosPerMwh == Long.MIN_VALUE) {
      throw new IllegalArgumentException(
          "A contract's price (%d) lies within +-%d micro-tokens a MWh."
              .formatted(priceMicrosPerMwh, BidCurve.MAX_PRICE_MICROS_PER_MWH));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .text(buyer.value())
        .text(seller.value())
        .i64(nonce)
        .i64(interval)
        .i64(energyJoules)
        .i64(priceMicrosPerMwh)
        .u8(congestion.code)
        .toByteArray();
  }

  public static DifferenceContract ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, DifferenceContract::read);
  }

  /** Reads the terms where other fields follow. */
  public static DifferenceContract read(CanonicalReader in) {
    return new DifferenceContract(
        MarketCodec.readParticipant(in),
        MarketCodec.readParticipant(in),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        Congestion.ofCode(in.u8()));
  }
}
