package io.wattmesh.cluster.compare;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All that is compared. Each chain is looked at twice: under the traffic as it is, and under light
 * traffic, since the latency of a chain that is overwhelmed is only as long as one looks.
 *
 * @param powLight under no more than half of what it can carry
 * @param posLight the same
 * @param bft under the traffic as it is
 * @param bftLoaded under the load that it is to show that it carries
 * @param bftSizes a little traffic at several numbers of validators, for the messages
 * @param effectiveShare the attacker's share of the PoW blocks that count, since the others lose
 *     some to forks
 * @param reversals by depth, from 1
 */
public record Comparison(
    Settings settings,
    PowResult pow,
    PowResult powLight,
    PosResult pos,
    PosResult posLight,
    BftResult bft,
    BftResult bftLoaded,
    List<BftResult> bftSizes,
    double effectiveShare,
    List<Reversal> reversals,
    StakeFork.Cut cut) {
  private static final double LIGHT = 0.5;
  private static final double LITTLE_TPS = 10;
  private static final int LITTLE_SECONDS = 5;

  /**
   * What is compared.
   *
   * @param attackerShare of the hash power, or of the stake
   * @param depths how deep a block may be that the attacker reverses
   * @param trials attacks of each kind
   * @param bftLoadTps transactions a second that the BFT log is to show that it carries
   * @param bftSizes numbers of validators whose messages are counted
   * @param seed of everything random
   */
  public record Settings(
      Traffic traffic,
      PowParameters pow,
      PosParameters pos,
      BftParameters bft,
      double attackerShare,
      int depths,
      int trials,
      double bftLoadTps,
      List<Integer> bftSizes,
      long seed) {
    public Settings {
      bftSizes = List.copyOf(bftSizes);
      Ranges.require("attacker's share", attackerShare, 0, ReversalRace.MAX_SHARE);
      Ranges.require("depths", depths, 1, 100);
      Ranges.require("trials", trials, 1, 10_000_000);
      Ranges.require("the BFT log's load (TPS)", bftLoadTps, 1e-3, Traffic.MAX_TPS);
      bftSizes.forEach(size -> bft.of(size, bft.seconds()));
      // All is refused at once, before anything is run.
      BftMeasurement.transactions(bft, traffic);
      BftMeasurement.transactions(bft, traffic.at(bftLoadTps));
    }

    /** Votes of a slot. */
    int committee() {
      return pos.validators() / pos.epochSlots();
    }
  }

  /**
   * How likely a block of a depth is reversed.
   *
   * @param race of proof of work, simulated
   * @param rosenfeld the same by Rosenfeld's closed form
   * @param nakamoto the same by Nakamoto's approximation
   * @param fork of proof of stake, simulated
   */
  public record Reversal(int depth, double race, double rosenfeld, double nakamoto, double fork) {}

  public Comparison {
    bftSizes = List.copyOf(bftSizes);
    reversals = List.copyOf(reversals);
  }

  /** The same settings give the same comparison. */
  public static Comparison of(Settings settings) {
    Traffic traffic = settings.traffic();
    PowResult pow = PowSimulation.run(settings.pow(), traffic, settings.seed());
    PosResult pos = PosSimulation.run(settings.pos(), traffic, settings.seed());
    double share =
        Math.min(
            ReversalRace.effectiveShare(settings.attackerShare(), pow.staleShare()),
            ReversalRace.MAX_SHARE);
    return new Comparison(
        settings,
        pow,
        PowSimulation.run(settings.pow(), light(traffic, pow.flow()), settings.seed()),
        pos,
        PosSimulation.run(settings.pos(), light(traffic, pos.flow()), settings.seed()),
        BftMeasurement.run(settings.bft(), traffic, settings.seed()),
        BftMeasurement.run(settings.bft(), traffic.at(settings.bftLoadTps()), settings.seed()),
        settings.bftSizes().stream()
            .map(
                size ->
                    BftMeasurement.run(
                        settings.bft().of(size, littleSeconds(traffic)),
                        traffic.at(LITTLE_TPS),
                        settings.seed()))
            .toList(),
        share,
        reversals(settings, share),
        StakeFork.cut(settings.attackerShare()));
  }

  private static int littleSeconds(Traffic traffic) {
    return (int)
        Math.max(LITTLE_SECONDS, Math.ceil(BftMeasurement.LEAST_DELAYS * traffic.delaySeconds()));
  }

  private static Traffic light(Traffic traffic, Flow flow) {
    return flow.capacityTps() > 0
        ? traffic.at(Math.min(traffic.arrivalTps(), LIGHT * flow.capacityTps()))
        : traffic;
  }

  private static List<Reversal> reversals(Settings settings, double share) {
    List<Double> races =
        ReversalRace.simulate(share, settings.depths(), settings.trials(), settings.seed());
    int untilFinal = Math.max(settings.depths(), 2 * settings.pos().epochSlots());
    List<Double> forks =
        StakeFork.simulate(
            settings.attackerShare(),
            settings.committee(),
            settings.depths(),
            untilFinal,
            settings.trials(),
            settings.seed());
    return IntStream.rangeClosed(1, settings.depths())
        .mapToObj(
            depth ->
                new Reversal(
                    depth,
                    races.get(depth - 1),
                    ReversalRace.rosenfeld(share, depth),
                    ReversalRace.nakamoto(share, depth),
                    forks.get(depth - 1)))
        .toList();
  }
}
