package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.compare.BftResult;
import io.wattmesh.cluster.compare.Comparison;
import io.wattmesh.cluster.compare.Flow;
import io.wattmesh.cluster.compare.PosParameters;
import io.wattmesh.cluster.compare.PowParameters;
import io.wattmesh.cluster.compare.Times;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison as tables for people. */
final class ComparisonText {
  private static final double JOULES_PER_KWH = 3.6e6;
  private static final double MEGA = 1e6;

  private final Comparison comparison;
  private final PrintWriter out;

  private ComparisonText(Comparison comparison, PrintWriter out) {
    this.comparison = comparison;
    this.out = out;
  }

  static void print(Comparison comparison, PrintWriter out) {
    new ComparisonText(comparison, out).print();
  }

  private void print() {
    line("PoW and PoS are models: discrete-event simulations of the parameters below.");
    line(
        "BFT is measured: this project's replicas in virtual time, with real messages and"
            + " signatures; its energy is a model.");
    parameters();
    figures();
    queues();
    reversals();
    messages();
  }

  private void parameters() {
    Comparison.Settings all = comparison.settings();
    PowParameters pow = all.pow();
    PosParameters pos = all.pos();
    line("");
    line(
        String.format(
            Locale.ROOT,
            "all   %s TPS arrive, %d bytes each; network delay %s s one way; attacker's share %s;"
                + " seed %d",
            number(all.traffic().arrivalTps()),
            all.traffic().transactionBytes(),
            number(all.traffic().delaySeconds()),
            number(all.attackerShare()),
            all.seed()));
    line(
        String.format(
            Locale.ROOT,
            "PoW   %d miners, a block of %,d bytes each %s s, final after %d more;"
                + " %s MW; %,d blocks",
            pow.miners(),
            pow.blockBytes(),
            number(pow.blockSeconds()),
            pow.confirmations(),
            number(pow.powerWatts() / MEGA),
            pow.blocks()));
    line(
        String.format(
            Locale.ROOT,
            "PoS   %,d validators (stake skew %s, offline %s) of %s W, slots of %s s, %d an epoch,"
                + " blocks of %,d bytes; %,d epochs",
            pos.validators(),
            number(pos.stakeSkew()),
            number(pos.offlineShare()),
            number(pos.validatorWatts()),
            number(pos.slotSeconds()),
            pos.epochSlots(),
            pos.blockBytes(),
            pos.epochs()));
    line(
        String.format(
            Locale.ROOT,
            "BFT   %d validators of %s W; %d s of transactions",
            all.bft().validators(),
            number(all.bft().validatorWatts()),
            all.bft().seconds()));
  }

  private void figures() {
    Flow pow = comparison.pow().flow();
    Flow pos = comparison.pos().flow();
    Flow powLight = comparison.powLight().flow();
    Flow posLight = comparison.posLight().flow();
    BftResult bft = comparison.bft();
    line("");
    row("", "PoW (model)", "PoS (model)", "BFT (measured)");
    row(
        "throughput, most, TPS",
        number(pow.capacityTps()),
        number(pos.capacityTps()),
        ">= " + number(carried(comparison.bftLoaded(), comparison.settings().bftLoadTps())));
    row(
        "carried of what arrives, TPS",
        number(pow.carriedTps()),
        number(pos.carriedTps()),
        number(carried(bft, arrivalTps())));
    row(
        "latency p50 / p99, s",
        pair(powLight.latency()),
        pair(posLight.latency()),
        pair(bft.latency()));
    row(
        "submission to final p50 / p99, s",
        pair(powLight.finality()),
        pair(posLight.finality()),
        pair(bft.latency()));
    row(
        "  both at a load of, TPS",
        number(powLight.carriedTps()),
        number(posLight.carriedTps()),
        number(arrivalTps()));
    row(
        "energy a transaction, kWh (model)",
        number(comparison.pow().joulesPerTransaction() / JOULES_PER_KWH),
        number(comparison.pos().joulesPerTransaction() / JOULES_PER_KWH),
        number(bft.joulesPerTransaction() / JOULES_PER_KWH));
    row(
        "messages a block",
        number(comparison.pow().messagesPerBlock()),
        number(comparison.pos().messagesPerBlock()),
        number(bft.orderingMessagesPerBlock()));
    row(
        "stale blocks, share",
        number(comparison.pow().staleShare()),
        number(comparison.pos().staleShare()),
        "none commits");
    row("missed slots, share", "-", number(comparison.pos().missedShare()), "-");
  }

  /** A count over a stretch of time may be above what was offered, by what waited before it. */
  private static double carried(BftResult result, double offeredTps) {
    return Math.min(result.carriedTps(), offeredTps);
  }

  private double arrivalTps() {
    return comparison.settings().traffic().arrivalTps();
  }

  private void queues() {
    line("");
    line("Waiting transactions when so much of the time was over:");
    queue("PoW", comparison.pow().flow());
    queue("PoS", comparison.pos().flow());
    line(
        String.format(
            Locale.ROOT,
            "BFT   all %,d committed %s s after the first came",
            comparison.bft().committed(),
            number(comparison.bft().seconds())));
  }

  private void queue(String name, Flow flow) {
    double arrival = arrivalTps();
    boolean carried = arrival < flow.capacityTps();
    line(
        String.format(
            Locale.ROOT,
            "%s   %s",
            name,
            flow.backlogs().stream()
                .map(
                    backlog ->
                        String.format(
                            Locale.ROOT, "%,.0f s: %,d", backlog.seconds(), backlog.waiting()))
                .collect(Collectors.joining(", "))));
    line(
        String.format(
            Locale.ROOT,
            "      %s TPS %s %s TPS: the queue %s by %s a second",
            number(arrival),
            carried ? "<" : "not <",
            number(flow.capacityTps()),
            carried ? "changes" : "grows without bound,",
            number(flow.growthTps())));
  }

  private void reversals() {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "How likely an attacker with %s of hash power or stake reverses a block (%,d attacks"
                + " each):",
            number(comparison.settings().attackerShare()),
            comparison.settings().trials()));
    line(
        String.format(
            Locale.ROOT,
            "(of the PoW blocks that count the attacker finds %s, since forks cost the"
                + " others some)",
            number(comparison.effectiveShare())));
    line(
        String.format(
            Locale.ROOT,
            "%5s  %14s  %12s  %12s  %14s  %s",
            "depth",
            "PoW simulated",
            "Rosenfeld",
            "Nakamoto",
            "PoS simulated",
            "BFT, up to f of 3f+1 lie"));
    for (Comparison.Reversal one : comparison.reversals()) {
      line(
          String.format(
              Locale.ROOT,
              "%5d  %14.6f  %12.6f  %12.6f  %14.6f  %s",
              one.depth(),
              one.race(),
              one.rosenfeld(),
              one.nakamoto(),
              one.fork(),
              "0 by the protocol"));
    }
    line(
        String.format(
            Locale.ROOT,
            "Two final PoS chains on the sides of a cut: %s; who votes on both loses %s of"
                + " all stake.",
            comparison.cut().bothFinal() ? "possible with this stake" : "not with less than 1/3",
            number(comparison.cut().slashedShare())));
  }

  private void messages() {
    line("");
    line("Proposals and votes a committed block, measured; PBFT by its authors' count:");
    line(String.format(Locale.ROOT, "%10s  %10s  %10s", "validators", "this log", "PBFT"));
    for (BftResult size : comparison.bftSizes()) {
      line(
          String.format(
              Locale.ROOT,
              "%10d  %10.2f  %10d",
              size.validators(),
              size.orderingMessagesPerBlock(),
              BftResult.pbftMessages(size.validators())));
    }
    line(
        String.format(
            Locale.ROOT,
            "Of all kinds, at %s TPS and %d validators: %s messages a transaction.",
            number(comparison.settings().traffic().arrivalTps()),
            comparison.bft().validators(),
            number(comparison.bft().messagesPerTransaction())));
  }

  private static String pair(Times times) {
    return number(times.p50()) + " / " + number(times.p99());
  }

  /** With four significant digits, or whole from a thousand on. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    if (size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String text = String.format(Locale.ROOT, size >= 1e-3 || size == 0 ? "%.4f" : "%.3e", value);
    return text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
  }

  private void row(String name, String pow, String pos, String bft) {
    line(String.format(Locale.ROOT, "%-34s  %18s  %18s  %18s", name, pow, pos, bft));
  }

  private void line(String text) {
    out.println(text);
  }
}
