package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What limits the credit that participants have with the market, and how losses are borne.
 *
 * @param lossesFromDeposits whether what a participant set aside pays for its deviations, after its
 *     free tokens
 * @param lossesFromReserve whether the market's reserve pays what nobody else does
 * @param requiredMicros what a participant must have set aside for its bids to stand, micro-tokens
 * @param correctionSeconds how long after its deadline a missing reading may still come
 * @param refundEveryIntervals after how many intervals rent goes back to consumers; 0 is never
 * @param setAsideMicros what participants set aside before the first interval, micro-tokens
 */
public record CreditSpec(
    boolean lossesFromDeposits,
    boolean lossesFromReserve,
    long requiredMicros,
    int correctionSeconds,
    int refundEveryIntervals,
    SortedMap<ParticipantId, Long> setAsideMicros) {
  /** As a market is without rules of credit. */
  public static final CreditSpec NONE = new CreditSpec(false, true, 0, 0, 0, new TreeMap<>());

  static final Map<String, String> DEFAULTS =
      Map.of(
          "losses-from-deposits", "false",
          "losses-from-reserve", "true",
          "required-deposit", "0",
          "correction-window-seconds", "0",
          "rent-refund-every", "0");

  private static final double MICROS = 1e6;
  private static final double MOST_TOKENS = 1e9;

  public CreditSpec {
    setAsideMicros = Collections.unmodifiableSortedMap(new TreeMap<>(setAsideMicros));
  }

  static CreditSpec read(Section credit) {
    var setAside = new TreeMap<ParticipantId, Long>();
    Section amounts = credit.section("set-aside", Map.of());
    for (String name : amounts.names()) {
      long micros = Math.round(amounts.number(name, 0.000_001, MOST_TOKENS) * MICROS);
      setAside.put(
          ParticipantId.parse(name)
              .orElseThrow(
                  () ->
                      new ScenarioException(
                          amounts.where(),
                          "'credit.set-aside' has '%s', which is no participant's id."
                              .formatted(name))),
          micros);
    }
    amounts.end();
    var spec =
        new CreditSpec(
            credit.flag("losses-from-deposits"),
            credit.flag("losses-from-reserve"),
            Math.round(credit.number("required-deposit", 0, MOST_TOKENS) * MICROS),
            (int) credit.integer("correction-window-seconds", 0, 366 * 86_400),
            (int) credit.integer("rent-refund-every", 0, 100_000),
            setAside);
    credit.end();
    return spec;
  }
}
