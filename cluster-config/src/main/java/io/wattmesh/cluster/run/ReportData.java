package io.wattmesh.cluster.run;

import io.wattmesh.cluster.BuildInfo;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.report.IntervalData;
import io.wattmesh.cluster.report.RunData;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.rounding.RoundedNetwork;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A run as the report draws it. */
final class ReportData {
  private static final double PICOS = 1e12;
  private static final double WATTS_PER_MEGAWATT = 1e6;

  private final ScenarioMarket market;
  private final IntervalCollector collector;
  private final Map<Long, MeasuredInterval> measured;
  private final NetworkModel network;

  ReportData(
      ScenarioMarket market, IntervalCollector collector, Map<Long, MeasuredInterval> measured) {
    this.market = market;
    this.collector = collector;
    this.measured = measured;
    this.network = market.genesis().network();
    collector.notices().forEach(market.clearing()::noticed);
  }

  RunData of(ScenarioRun.Summary summary) {
    int[] buses = IntStream.range(0, network.buses()).map(network::busNumber).toArray();
    var branches = IntStream.range(0, network.branches());
    return new RunData(
        "Wattmesh run: " + summary.scenario(),
        market.plan().scenario().description(),
        summary.seed(),
        summary.chainId(),
        summary.demoKeys(),
        facts(summary),
        buses,
        IntStream.of(buses).map(market::regionOf).toArray(),
        branches.map(market.clearing().rounded()::branchRow).toArray(),
        IntStream.range(0, network.branches()).map(network::fromBus).toArray(),
        IntStream.range(0, network.branches()).map(network::toBus).toArray(),
        IntStream.range(0, network.branches())
            .mapToDouble(k -> NetworkFlows.limitMw(network, k))
            .toArray(),
        summary.intervals().stream().map(this::interval).toList());
  }

  private IntervalData interval(IntervalRow row) {
    IntervalResult result = collector.result(row.interval()).orElseThrow();
    Optional<ClearingCertificate> certificate = result.certificate();
    Optional<MeasuredInterval> taken = Optional.ofNullable(measured.get(row.interval()));
    return new IntervalData(
        row.interval(),
        row.startUtc(),
        row.voided(),
        row.clearedMwh(),
        row.lowestLmpUsdPerMwh(),
        row.highestLmpUsdPerMwh(),
        row.bindingLines(),
        row.congestionRentUsd(),
        row.welfareUsd(),
        row.rounds(),
        row.gapBoundUsdPerHour(),
        row.blockHeight(),
        row.finalitySeconds(),
        perBus(certificate, PICOS, true),
        perBus(certificate, WATTS_PER_MEGAWATT, false),
        certificate.map(this::flows).orElse(new double[0]),
        certificate.map(this::duals).orElse(new double[0]),
        taken.map(MeasuredInterval::trace).orElse(ResidualTrace.NONE),
        taken.map(MeasuredInterval::regionTraces).orElse(Collections.emptySortedMap()),
        ResultFiles.energyByAgent(market, result));
  }

  private double[] perBus(Optional<ClearingCertificate> certificate, double scale, boolean price) {
    return certificate
        .map(
            c ->
                IntStream.range(0, network.buses())
                    .mapToDouble(k -> (price ? c.pricePicosPerMwh(k) : c.injectionWatts(k)) / scale)
                    .toArray())
        .orElse(new double[0]);
  }

  private double[] flows(ClearingCertificate certificate) {
    return perBranch(
        certificate.interval(),
        NetworkFlows.megawatts(collector.network(certificate.interval()), certificate));
  }

  private double[] duals(ClearingCertificate certificate) {
    return perBranch(
        certificate.interval(),
        IntStream.range(0, collector.network(certificate.interval()).branches())
            .mapToDouble(k -> certificate.dualPicosPerMwh(k) / PICOS)
            .toArray());
  }

  /** In the order of the genesis's branches; one that was out in the interval has 0. */
  private double[] perBranch(long interval, double[] values) {
    RoundedNetwork then = market.clearing().rounded(interval);
    var byRow = new HashMap<Integer, Double>();
    for (int k = 0; k < values.length; k++) {
      byRow.put(then.branchRow(k), values[k]);
    }
    return IntStream.range(0, network.branches())
        .mapToDouble(k -> byRow.getOrDefault(market.clearing().rounded().branchRow(k), 0.0))
        .toArray();
  }

  private SortedMap<String, String> facts(ScenarioRun.Summary summary) {
    var facts = new TreeMap<String, String>();
    facts.put("Participants", Integer.toString(market.plan().participants().size()));
    facts.put("Share of devices", market.plan().deviceShare().toString());
    facts.put("Regions", Integer.toString(market.clearing().regions()));
    facts.put("Validators", Integer.toString(market.genesis().validators().size()));
    for (EpochRow epoch : summary.epochs().subList(1, summary.epochs().size())) {
      facts.put(
          "Validators of epoch " + epoch.epoch(),
          "%d from block %d on: %s"
              .formatted(epoch.validators().size(), epoch.firstHeight(), epoch.change()));
    }
    facts.put("Total welfare", format("%,.2f $", summary.totalWelfareUsd()));
    facts.put(
        "Tokens issued",
        format("%,.6f (all balances: the same)", summary.audit().issuedMicros() / 1e6));
    facts.put("Blocks", Long.toString(summary.audit().blocks()));
    facts.put("Signatures verified", format("%,d", summary.audit().signatures()));
    facts.put("Wattmesh", BuildInfo.version());
    facts.put(
        "Machine",
        "%d cores, JVM %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(), System.getProperty("java.vm.version")));
    return facts;
  }

  private static String format(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
