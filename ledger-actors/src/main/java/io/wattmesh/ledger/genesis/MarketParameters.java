package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.Map;
import java.util.Objects;

/**
 * The market's rules at its beginning; some of them can be changed by {@link Governance}.
 *
 * @param name the market's name
 * @param schedule when what happens in an interval
 * @param priceCapMicrosPerMwh the highest price, either way, at which anything settles: what lost
 *     load is worth
 * @param deviationPartsPerMillion how much dearer (cheaper) a shortfall (surplus) is than the price
 * @param voidPriceMicrosPerMwh the price of deliveries in an interval without a clearing
 * @param reserveMicros payment tokens issued to the balancing account at genesis
 * @param fees what calls of contracts cost
 * @param accountability how aggregators are held to their word
 * @param credit the rules of credit and settlement
 * @param demoKeys whether all keys derive from a published seed and protect nothing
 * @param governance who may change rules, and how
 * @param sealing whether bids are sealed until the books are closed
 */
public record MarketParameters(
    String name,
    MarketSchedule schedule,
    long priceCapMicrosPerMwh,
    long deviationPartsPerMillion,
    long voidPriceMicrosPerMwh,
    long reserveMicros,
    ContractFees fees,
    Accountability accountability,
    CreditRules credit,
    boolean demoKeys,
    Governance governance,
    SealedBids sealing) {
  private static final int MAX_NAME_BYTES = 128;

  /** Beyond the price itself a surplus would be fined, and products could overflow. */
  private static final long MAX_DEVIATION_PARTS = 1_000_000;

  public MarketParameters {
    Objects.requireNonNull(schedule);
    Objects.requireNonNull(fees);
    Objects.requireNonNull(accountability);
    Objects.requireNonNull(governance);
    Objects.requireNonNull(credit);
    Objects.requireNonNull(sealing);
    if (priceCapMicrosPerMwh <= 0 || priceCapMicrosPerMwh > BidCurve.MAX_PRICE_MICROS_PER_MWH) {
      throw new IllegalArgumentException(
          "The price cap (%d micro-$/MWh) must be positive and at most %d, the most of a bid."
              .formatted(priceCapMicrosPerMwh, BidCurve.MAX_PRICE_MICROS_PER_MWH));
    }
    if (deviationPartsPerMillion < 0 || deviationPartsPerMillion > MAX_DEVIATION_PARTS) {
      throw new IllegalArgumentException(
          "The deviation factor (%d millionths) must lie within 0 to %d."
              .formatted(deviationPartsPerMillion, MAX_DEVIATION_PARTS));
    }
    if (voidPriceMicrosPerMwh > priceCapMicrosPerMwh
        || voidPriceMicrosPerMwh < -priceCapMicrosPerMwh
        || reserveMicros < 0) {
      throw new IllegalArgumentException(
          "The void price (%d micro-$/MWh) must lie within the cap, +-%d; the reserve (%d) must not be negative."
              .formatted(voidPriceMicrosPerMwh, priceCapMicrosPerMwh, reserveMicros));
    }
    sealing.requireWithin(schedule, priceCapMicrosPerMwh);
  }

  /** A market whose bids are open. */
  public MarketParameters(
      String name,
      MarketSchedule schedule,
      long priceCapMicrosPerMwh,
      long deviationPartsPerMillion,
      long voidPriceMicrosPerMwh,
      long reserveMicros,
      ContractFees fees,
      Accountability accountability,
      CreditRules credit,
      boolean demoKeys,
      Governance governance) {
    this(
        name,
        schedule,
        priceCapMicrosPerMwh,
        deviationPartsPerMillion,
        voidPriceMicrosPerMwh,
        reserveMicros,
        fees,
        accountability,
        credit,
        demoKeys,
        governance,
        SealedBids.NONE);
  }

  /**
   * A market with {@link Accountability#NONE}, {@link CreditRules#DEFAULT} and {@link
   * Governance#DEFAULT}.
   */
  public MarketParameters(
      String name,
      MarketSchedule schedule,
      long priceCapMicrosPerMwh,
      long deviationPartsPerMillion,
      long voidPriceMicrosPerMwh,
      long reserveMicros,
      ContractFees fees,
      boolean demoKeys) {
    this(
        name,
        schedule,
        priceCapMicrosPerMwh,
        deviationPartsPerMillion,
        voidPriceMicrosPerMwh,
        reserveMicros,
        fees,
        Accountability.NONE,
        CreditRules.DEFAULT,
        demoKeys,
        Governance.DEFAULT);
  }

  /** A market with {@link ContractFees#DEFAULT}. */
  public MarketParameters(
      String name,
      MarketSchedule schedule,
      long priceCapMicrosPerMwh,
      long deviationPartsPerMillion,
      long voidPriceMicrosPerMwh,
      long reserveMicros,
      boolean demoKeys) {
    this(
        name,
        schedule,
        priceCapMicrosPerMwh,
        deviationPartsPerMillion,
        voidPriceMicrosPerMwh,
        reserveMicros,
        ContractFees.DEFAULT,
        demoKeys);
  }

  void write(CanonicalWriter out) {
    out.text(name)
        .i64(schedule.startMillis())
        .i64(schedule.intervalMillis())
        .i64(schedule.gateLeadMillis())
        .i64(schedule.bookWindowMillis())
        .i64(schedule.readingWindowMillis())
        .i64(priceCapMicrosPerMwh)
        .i64(deviationPartsPerMillion)
        .i64(voidPriceMicrosPerMwh)
        .i64(reserveMicros)
        .i64(fees.gasPriceMicros())
        .i64(fees.tradeFeePartsPerMillion());
    accountability.write(out);
    credit.write(out);
    out.bool(demoKeys);
    governance.write(out);
    sealing.write(out);
  }

  /**
   * The same market with other values of what governance may change.
   *
   * @throws IllegalArgumentException if a value is none, or some don't fit each other
   */
  public MarketParameters with(Map<RuleParameter, Long> values) {
    return new MarketParameters(
        name,
        schedule,
        values.getOrDefault(RuleParameter.PRICE_CAP, priceCapMicrosPerMwh),
        values.getOrDefault(RuleParameter.DEVIATION, deviationPartsPerMillion),
        values.getOrDefault(RuleParameter.VOID_PRICE, voidPriceMicrosPerMwh),
        reserveMicros,
        new ContractFees(
            values.getOrDefault(RuleParameter.GAS_PRICE, fees.gasPriceMicros()),
            values.getOrDefault(RuleParameter.TRADE_FEE, fees.tradeFeePartsPerMillion())),
        accountability,
        credit,
        demoKeys,
        governance.withDelay(values.getOrDefault(RuleParameter.DELAY, governance.delayMillis())),
        new SealedBids(
            values.getOrDefault(RuleParameter.REVEAL_WINDOW, sealing.revealWindowMillis()),
            values.getOrDefault(RuleParameter.SEAL_FORFEIT, sealing.forfeitMicrosPerMwh())));
  }

  static MarketParameters read(CanonicalReader in) {
    return new MarketParameters(
        in.text(MAX_NAME_BYTES),
        new MarketSchedule(in.i64(), in.i64(), in.i64(), in.i64(), in.i64()),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        new ContractFees(in.i64(), in.i64()),
        Accountability.read(in),
        CreditRules.read(in),
        in.bool(),
        Governance.read(in),
        SealedBids.read(in));
  }
}
