package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.model.EnergyPayment;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An interval as people read it.
 *
 * @param clearedMwh energy injected, which equals the energy withdrawn
 * @param lowestLmpUsdPerMwh NaN if void
 * @param congestionRentUsd at the certified injections and prices, before rounding; the ledger's
 *     own is exact
 * @param gapBoundUsdPerHour by how much at most the clearing misses the optimum
 */
public record IntervalRow(
    long interval,
    String startUtc,
    boolean voided,
    double clearedMwh,
    double lowestLmpUsdPerMwh,
    double highestLmpUsdPerMwh,
    int bindingLines,
    double congestionRentUsd,
    double welfareUsd,
    int rounds,
    int interiorPointIterations,
    long messages,
    double gapBoundUsdPerHour,
    long blockHeight,
    double finalitySeconds,
    int standingBids) {
  private static final double PICOS = 1e12;
  private static final double MICROS = 1e6;

  static IntervalRow of(
      ScenarioMarket market, IntervalResult result, Optional<MeasuredInterval> measured) {
    Genesis genesis = market.genesis();
    var schedule = genesis.parameters().schedule();
    long injectedWatts =
        result.awardsWatts().values().stream().filter(watts -> watts > 0).mapToLong(w -> w).sum();
    Optional<ClearingCertificate> certificate = result.certificate();
    return new IntervalRow(
        result.interval(),
        Instant.ofEpochMilli(schedule.deliveryMillis(result.interval())).toString(),
        result.voided(),
        (double) schedule.energyJoules(injectedWatts) / EnergyPayment.JOULES_PER_MWH,
        certificate.map(c -> lowest(c)).orElse(Double.NaN),
        certificate.map(c -> highest(c)).orElse(Double.NaN),
        result.verdict().map(Verdict::bindingBranches).orElse(0),
        certificate.map(c -> rentUsd(genesis, c)).orElse(0.0),
        result.welfareMicros() / MICROS,
        measured.map(MeasuredInterval::rounds).orElse(0),
        measured.map(MeasuredInterval::interiorPointIterations).orElse(0),
        measured.map(MeasuredInterval::messages).orElse(0L),
        result.verdict().map(v -> v.gap().gapMicrosPerHour() / MICROS).orElse(Double.NaN),
        result.height(),
        measured.map(MeasuredInterval::finalitySeconds).orElse(Double.NaN),
        result.books().values().stream().mapToInt(book -> book.bids().size()).sum());
  }

  private static double lowest(ClearingCertificate c) {
    return IntStream.range(0, c.buses()).mapToLong(c::pricePicosPerMwh).min().orElse(0) / PICOS;
  }

  private static double highest(ClearingCertificate c) {
    return IntStream.range(0, c.buses()).mapToLong(c::pricePicosPerMwh).max().orElse(0) / PICOS;
  }

  /** What consumers pay less what producers receive, at the certified injections. */
  private static double rentUsd(Genesis genesis, ClearingCertificate c) {
    double usd = 0;
    for (int k = 0; k < c.buses(); k++) {
      double megawattHours =
          (double) genesis.parameters().schedule().energyJoules(c.injectionWatts(k))
              / EnergyPayment.JOULES_PER_MWH;
      usd -= c.pricePicosPerMwh(k) / PICOS * megawattHours;
    }
    return usd;
  }
}
