package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.proto.model.EnergyPayment;
import java.io.PrintWriter;
import java.util.Locale;

/** The run as a table that grows line by line. */
public final class RunTable {
  private static final String ROW = "%8s  %-16s  %11s  %9s  %9s  %7s  %10s  %6s  %9s  %6s  %8s%n";

  private final PrintWriter out;
  private final ScenarioMarket market;

  public RunTable(PrintWriter out, ScenarioMarket market) {
    this.out = out;
    this.market = market;
  }

  void begin() {
    var scenario = market.plan().scenario();
    var clearing = market.clearing();
    out.printf(Locale.ROOT, "%s: %s%n", scenario.name(), scenario.description());
    out.printf(
        Locale.ROOT,
        "grid %s: %d buses, %d branches, %d regions joined by %d tie lines; seed %d%n",
        scenario.grid().caseName(),
        market.genesis().network().buses(),
        market.genesis().network().branches(),
        clearing.regions(),
        clearing.tieLines(),
        scenario.seed());
    out.printf(
        Locale.ROOT,
        "%d participants; %s%n",
        market.plan().participants().size(),
        market.plan().deviceShare());
    out.printf(
        Locale.ROOT,
        "%d validators; chain %s (demo keys, derived from the seed: they protect nothing)%n%n",
        scenario.validators(),
        market.genesis().chainId());
    out.printf(
        Locale.ROOT,
        ROW,
        "interval",
        "start (UTC)",
        "cleared MWh",
        "low $/MWh",
        "high",
        "binding",
        "rent $",
        "rounds",
        "gap $/h",
        "block",
        "final s");
    out.flush();
  }

  void row(IntervalRow row) {
    out.printf(
        Locale.ROOT,
        ROW,
        Long.toString(row.interval()),
        row.startUtc().substring(0, 16).replace('T', ' '),
        fixed(row.clearedMwh(), 2),
        row.voided() ? "void" : fixed(row.lowestLmpUsdPerMwh(), 4),
        row.voided() ? "void" : fixed(row.highestLmpUsdPerMwh(), 4),
        Integer.toString(row.bindingLines()),
        fixed(row.congestionRentUsd(), 2),
        row.rounds()
            + (row.interiorPointIterations() > 0 ? "+" + row.interiorPointIterations() : ""),
        row.voided() ? "-" : fixed(row.gapBoundUsdPerHour(), 6),
        Long.toString(row.blockHeight()),
        Double.isNaN(row.finalitySeconds()) ? "-" : fixed(row.finalitySeconds(), 2));
    out.flush();
  }

  /** The sums at the end. */
  public void end(ScenarioRun.Summary summary) {
    var audit = summary.audit();
    out.println();
    out.printf(Locale.ROOT, "total welfare     %,.2f $%n", summary.totalWelfareUsd());
    out.printf(
        Locale.ROOT,
        "tokens conserved  issued %,.6f, all balances %,.6f%n",
        audit.issuedMicros() / 1e6,
        audit.balancesMicros() / 1e6);
    out.printf(
        Locale.ROOT,
        "energy conserved  awarded injection %,.6f MWh, awarded withdrawal %,.6f MWh%n",
        megawattHours(summary.awardedInjectionJoules()),
        megawattHours(summary.awardedWithdrawalJoules()));
    out.printf(
        Locale.ROOT,
        "                  metered injection %,.6f MWh, energy credits %,.6f MWh%n",
        megawattHours(audit.verifiedJoules()),
        megawattHours(audit.creditsJoules()));
    out.printf(
        Locale.ROOT,
        "verified          %d blocks, %,d signatures, %d clearings, state %s%n",
        audit.blocks(),
        audit.signatures(),
        audit.clearedIntervals(),
        audit.stateRoot().shortHex());
    summary.epochs().stream()
        .skip(1)
        .forEach(epoch -> out.printf(Locale.ROOT, "validators        %s%n", epoch));
    out.printf(Locale.ROOT, "results           %s%n", summary.folder());
  }

  private static double megawattHours(long joules) {
    return (double) joules / EnergyPayment.JOULES_PER_MWH;
  }

  private static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    // What rounds to nothing has no sign.
    return text.startsWith("-0") && Double.parseDouble(text) == 0 ? text.substring(1) : text;
  }
}
