package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.compare.BftParameters;
import io.wattmesh.cluster.compare.PosParameters;
import io.wattmesh.cluster.compare.PowParameters;
import java.util.List;
import picocli.CommandLine.Option;

/** The parameters of what {@code wattmesh compare-consensus} compares. */
final class CompareOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

  private CompareOptions() {}

  /** Of the proof-of-work model. */
  static final class Pow {
    @Option(
        names = "--pow-miners",
        paramLabel = "N",
        description = "Miners of equal hash power" + DEFAULT)
    private int miners = 16;

    @Option(
        names = "--pow-block-seconds",
        paramLabel = "S",
        description = "Mean time between blocks, s" + DEFAULT)
    private double blockSeconds = 600;

    @Option(
        names = "--pow-block-bytes",
        paramLabel = "B",
        description = "Bytes of a block" + DEFAULT)
    private int blockBytes = 1_000_000;

    @Option(
        names = "--pow-confirmations",
        paramLabel = "K",
        description = "Blocks upon one that make it count as final" + DEFAULT)
    private int confirmations = 6;

    @Option(
        names = "--pow-hash-rate",
        paramLabel = "H",
        description = "Hashes a second of all miners" + DEFAULT)
    private double hashRate = 6e20;

    @Option(
        names = "--pow-joules-per-hash",
        paramLabel = "J",
        description = "Energy of a hash, J" + DEFAULT)
    private double joulesPerHash = 2.5e-11;

    @Option(names = "--pow-blocks", paramLabel = "N", description = "Blocks to find" + DEFAULT)
    private int blocks = 2_000;

    PowParameters parameters() {
      return new PowParameters(
          miners, blockSeconds, blockBytes, confirmations, hashRate, joulesPerHash, blocks);
    }
  }

  /** Of the proof-of-stake model. */
  static final class Pos {
    @Option(names = "--pos-validators", paramLabel = "N", description = "Validators" + DEFAULT)
    private int validators = 4_096;

    @Option(
        names = "--pos-stake-skew",
        paramLabel = "X",
        description = "The kth validator's stake goes with 1 / k^X; 0 for equal ones" + DEFAULT)
    private double stakeSkew;

    @Option(names = "--pos-slot-seconds", paramLabel = "S", description = "A slot, s" + DEFAULT)
    private double slotSeconds = 12;

    @Option(
        names = "--pos-epoch-slots",
        paramLabel = "N",
        description = "Slots of an epoch" + DEFAULT)
    private int epochSlots = 32;

    @Option(
        names = "--pos-block-bytes",
        paramLabel = "B",
        description = "Bytes of a block" + DEFAULT)
    private int blockBytes = 90_000;

    @Option(
        names = "--pos-offline",
        paramLabel = "X",
        description = "Share of the validators that is offline" + DEFAULT)
    private double offlineShare = 0.01;

    @Option(
        names = "--pos-watts",
        paramLabel = "W",
        description = "A validator's machine, W" + DEFAULT)
    private double watts = 100;

    @Option(names = "--pos-epochs", paramLabel = "N", description = "Epochs to run" + DEFAULT)
    private int epochs = 100;

    PosParameters parameters() {
      return new PosParameters(
          validators, stakeSkew, slotSeconds, epochSlots, blockBytes, offlineShare, watts, epochs);
    }
  }

  /** Of the runs of the log's replicas. */
  static final class Bft {
    @Option(names = "--bft-validators", paramLabel = "N", description = "Validators" + DEFAULT)
    private int validators = 4;

    @Option(
        names = "--bft-seconds",
        paramLabel = "S",
        description = "Virtual seconds in which transactions come" + DEFAULT)
    private int seconds = 20;

    @Option(
        names = "--bft-load",
        paramLabel = "TPS",
        description = "A load that the log is to show that it carries, TPS" + DEFAULT)
    private double loadTps = 2_000;

    @Option(
        names = "--bft-watts",
        paramLabel = "W",
        description = "A validator's machine, W" + DEFAULT)
    private double watts = 100;

    @Option(
        names = "--bft-sizes",
        paramLabel = "N,..",
        split = ",",
        description = "Numbers of validators whose messages are counted" + DEFAULT)
    private List<Integer> sizes = List.of(4, 7, 10, 31);

    BftParameters parameters() {
      return new BftParameters(validators, seconds, watts);
    }

    double loadTps() {
      return loadTps;
    }

    List<Integer> sizes() {
      return sizes;
    }
  }
}
