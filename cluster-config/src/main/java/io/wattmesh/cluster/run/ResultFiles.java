package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.report.EnergyByType;
import io.wattmesh.cluster.report.HtmlReport;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a run's results: CSV files, the report and the manifest that names them all. */
final class ResultFiles {
  private static final double PICOS = 1e12;
  private static final double MILLION = 1e6;
  private static final double JOULES_PER_KWH = 3.6e6;

  private final ScenarioMarket market;
  private final RunFolder folder;
  private final IntervalCollector collector;
  private final Map<Long, MeasuredInterval> measured;
  private final NetworkModel network;

  ResultFiles(
      ScenarioMarket market,
      RunFolder folder,
      IntervalCollector collector,
      Map<Long, MeasuredInterval> measured) {
    this.market = market;
    this.folder = folder;
    this.collector = collector;
    this.measured = measured;
    this.network = market.genesis().network();
    collector.notices().forEach(market.clearing()::noticed);
  }

  void write(ScenarioRun.Summary summary) throws IOException {
    writeIntervals(summary.intervals());
    writePrices();
    writeFlows();
    writeSettlements();
    writeEnergy();
    Files.writeString(
        file("report.html"),
        HtmlReport.render(new ReportData(market, collector, measured).of(summary)));
    new Manifest(market, folder).write(summary);
  }

  private Path file(String name) {
    return folder.root().resolve(name);
  }

  private String startUtc(long interval) {
    long millis = market.genesis().parameters().schedule().deliveryMillis(interval);
    return Instant.ofEpochMilli(millis).toString();
  }

  private void writeIntervals(List<IntervalRow> rows) throws IOException {
    try (var csv =
        new CsvFile(
            file("intervals.csv"),
            "interval",
            "start_utc",
            "void",
            "cleared_mwh",
            "lowest_lmp_usd_per_mwh",
            "highest_lmp_usd_per_mwh",
            "binding_lines",
            "congestion_rent_usd",
            "welfare_usd",
            "admm_rounds",
            "interior_point_iterations",
            "region_messages",
            "gap_bound_usd_per_hour",
            "block_height",
            "finality_seconds",
            "standing_bids")) {
      for (IntervalRow row : rows) {
        csv.row(
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
            row.interiorPointIterations(),
            row.messages(),
            row.gapBoundUsdPerHour(),
            row.blockHeight(),
            row.finalitySeconds(),
            row.standingBids());
      }
    }
  }

  private void writePrices() throws IOException {
    try (var csv =
        new CsvFile(
            file("prices.csv"),
            "interval",
            "start_utc",
            "bus",
            "region",
            "lmp_usd_per_mwh",
            "injection_mw",
            "angle_rad")) {
      for (IntervalResult result : collector.results()) {
        result.certificate().ifPresent(certificate -> writePrices(csv, certificate));
      }
    }
  }

  private void writePrices(CsvFile csv, ClearingCertificate certificate) {
    for (int k = 0; k < network.buses(); k++) {
      csv.row(
          certificate.interval(),
          startUtc(certificate.interval()),
          network.busNumber(k),
          market.regionOf(network.busNumber(k)),
          certificate.pricePicosPerMwh(k) / PICOS,
          certificate.injectionWatts(k) / MILLION,
          certificate.anglePicoRad(k) / PICOS);
    }
  }

  private void writeFlows() throws IOException {
    try (var csv =
        new CsvFile(
            file("flows.csv"),
            "interval",
            "start_utc",
            "branch_row",
            "from_bus",
            "to_bus",
            "flow_mw",
            "limit_mw",
            "line_dual_usd_per_mwh")) {
      for (IntervalResult result : collector.results()) {
        result.certificate().ifPresent(certificate -> writeFlows(csv, certificate));
      }
    }
  }

  private void writeFlows(CsvFile csv, ClearingCertificate certificate) {
    long interval = certificate.interval();
    NetworkModel then = collector.network(interval);
    double[] flowMw = NetworkFlows.megawatts(then, certificate);
    for (int k = 0; k < flowMw.length; k++) {
      csv.row(
          certificate.interval(),
          startUtc(certificate.interval()),
          market.clearing().rounded(interval).branchRow(k),
          then.busNumber(then.fromBus(k)),
          then.busNumber(then.toBus(k)),
          flowMw[k],
          NetworkFlows.limitMw(then, k),
          certificate.dualPicosPerMwh(k) / PICOS);
    }
  }

  private void writeSettlements() throws IOException {
    try (var csv =
        new CsvFile(
            file("settlements.csv"),
            "interval",
            "start_utc",
            "participant",
            "agent",
            "bus",
            "price_usd_per_mwh",
            "awarded_kwh",
            "delivered_kwh",
            "payment_tokens",
            "deviation_tokens",
            "credits_kwh")) {
      for (IntervalResult result : collector.results()) {
        result
            .settled()
            .ifPresent(settled -> settled.statements().forEach(s -> writeStatement(csv, s)));
      }
    }
  }

  private void writeStatement(CsvFile csv, SettlementStatement statement) {
    csv.row(
        statement.interval(),
        startUtc(statement.interval()),
        statement.participant(),
        market.participant(statement.participant()).agent(),
        statement.bus(),
        statement.priceMicrosPerMwh() / MILLION,
        statement.awardedJoules() / JOULES_PER_KWH,
        statement.deliveredJoules() / JOULES_PER_KWH,
        statement.paymentMicros() / MILLION,
        statement.deviationMicros() / MILLION,
        statement.creditsJoules() / JOULES_PER_KWH);
  }

  private void writeEnergy() throws IOException {
    try (var csv =
        new CsvFile(
            file("energy_by_agent.csv"),
            "interval",
            "start_utc",
            "agent",
            "awarded_injection_mwh",
            "awarded_withdrawal_mwh")) {
      for (IntervalResult result : collector.results()) {
        energyByAgent(market, result)
            .forEach(
                (agent, energy) ->
                    csv.row(
                        result.interval(),
                        startUtc(result.interval()),
                        agent,
                        energy.injectedMwh(),
                        energy.withdrawnMwh()));
      }
    }
  }

  /** Awarded energy by the kind of agent, MWh. */
  static SortedMap<String, EnergyByType> energyByAgent(
      ScenarioMarket market, IntervalResult result) {
    var schedule = market.genesis().parameters().schedule();
    var energy = new TreeMap<String, EnergyByType>();
    result
        .awardsWatts()
        .forEach(
            (participant, watts) -> {
              double mwh = (double) schedule.energyJoules(watts) / EnergyPayment.JOULES_PER_MWH;
              energy.merge(
                  market.participant(participant).agent(),
                  new EnergyByType(Math.max(0, mwh), Math.max(0, -mwh)),
                  (a, b) ->
                      new EnergyByType(
                          a.injectedMwh() + b.injectedMwh(), a.withdrawnMwh() + b.withdrawnMwh()));
            });
    return energy;
  }
}
