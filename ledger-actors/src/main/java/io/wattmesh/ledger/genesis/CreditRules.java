package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.OfOrigin;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of credit and settlement beyond the market's own.
 *
 * @param issuanceCapMicros how many tokens there may be in all when one is issued after genesis; 0
 *     is none
 * @param lossOrder who bears what cannot be paid for deviations
 * @param requiredDepositMicros what a participant must have set aside for its bid to stand
 * @param correctionWindowMillis how long after its deadline a missing reading may still come; 0 is
 *     not at all
 * @param refund when congestion rent goes back to consumers
 * @param feederTolerancePartsPerMillion how much more than the feeder-head meter saw the meters of
 *     its bus may say without a cut of credits
 * @param origins the attribute of each participant whose injection earns certificates of origin
 */
public record CreditRules(
    long issuanceCapMicros,
    LossOrder lossOrder,
    long requiredDepositMicros,
    long correctionWindowMillis,
    RentRefund refund,
    int feederTolerancePartsPerMillion,
    SortedMap<ParticipantId, String> origins) {
  /** None of it: no issuance, no corrections, no refund, no certificates. */
  public static final CreditRules DEFAULT =
      new CreditRules(0, LossOrder.FREE_RESERVE, 0, 0, RentRefund.NEVER, 0, new TreeMap<>());

  private static final long MOST_MICROS = 1L << 61;
  private static final long MOST_MILLIS = 366L * 86_400_000;
  private static final int MOST_PARTS = 1_000_000;
  private static final int MOST_ORIGINS = 4_000_000;
  private static final int MOST_ATTRIBUTE = 24;

  public CreditRules {
    Objects.requireNonNull(lossOrder);
    Objects.requireNonNull(refund);
    origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
    if (issuanceCapMicros < 0
        || issuanceCapMicros > MOST_MICROS
        || requiredDepositMicros < 0
        || requiredDepositMicros > MOST_MICROS) {
      throw new IllegalArgumentException(
          "The cap of issuance (%d) and the deposit for bids (%d) lie within 0 to %d micro-tokens."
              .formatted(issuanceCapMicros, requiredDepositMicros, MOST_MICROS));
    }
    if (correctionWindowMillis < 0 || correctionWindowMillis > MOST_MILLIS) {
      throw new IllegalArgumentException(
          "Readings may be corrected for 0 to %d ms, not %d."
              .formatted(MOST_MILLIS, correctionWindowMillis));
    }
    if (feederTolerancePartsPerMillion < 0 || feederTolerancePartsPerMillion > MOST_PARTS) {
      throw new IllegalArgumentException(
          "The tolerance of feeder-head meters lies within 0 to %d millionths, not %d."
              .formatted(MOST_PARTS, feederTolerancePartsPerMillion));
    }
    for (Map.Entry<ParticipantId, String> origin : origins.entrySet()) {
      if (!OfOrigin.isAttribute(origin.getValue())) {
        throw new IllegalArgumentException(
            "An attribute is 1 to %d characters of a-z, 0-9 and '-', not '%s' of %s."
                .formatted(MOST_ATTRIBUTE, origin.getValue(), origin.getKey()));
      }
    }
  }

  void write(CanonicalWriter out) {
    out.i64(issuanceCapMicros)
        .u8(lossOrder.code())
        .i64(requiredDepositMicros)
        .i64(correctionWindowMillis)
        .i32(refund.everyIntervals())
        .bool(refund.byAward())
        .i32(feederTolerancePartsPerMillion)
        .i32(origins.size());
    origins.forEach((id, attribute) -> out.text(id.value()).text(attribute));
  }

  static CreditRules read(CanonicalReader in) {
    return new CreditRules(
        in.i64(),
        LossOrder.ofCode(in.u8()),
        in.i64(),
        in.i64(),
        new RentRefund(in.i32(), in.bool()),
        in.i32(),
        readOrigins(in));
  }

  private static SortedMap<ParticipantId, String> readOrigins(CanonicalReader in) {
    int count = in.count(MOST_ORIGINS, 10);
    var origins = new TreeMap<ParticipantId, String>();
    for (int k = 0; k < count; k++) {
      ParticipantId id = MarketCodec.readParticipant(in);
      if (!origins.isEmpty() && origins.lastKey().compareTo(id) >= 0) {
        throw new MalformedBytesException("Origin of " + id + " is not in rising order of ids.");
      }
      origins.put(id, in.text(MOST_ATTRIBUTE));
    }
    return origins;
  }
}
