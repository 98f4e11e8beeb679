package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.compare.Comparison;
import io.wattmesh.cluster.compare.Traffic;
import io.wattmesh.cluster.market.UsageErrorException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh compare-consensus}: models of PoW and PoS beside the log. */
@Command(
    name = "compare-consensus",
    mixinStandardHelpOptions = true,
    description = {
      "Compares proof of work and proof of stake, which are discrete-event models, with this"
          + " project's log, whose replicas run in virtual time and are measured: throughput,"
          + " latency, finality, how likely a block is reversed, energy and messages.",
      "The same seed gives the same figures. See docs/feasibility.md for what the models leave out."
    })
final class CompareConsensusCommand implements Callable<Integer> {
  private static final double MILLIS_PER_SECOND = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--arrival",
      paramLabel = "TPS",
      description = "Transactions a second (default: ${DEFAULT-VALUE}).")
  private double arrivalTps = 167;

  @Option(
      names = "--transaction-bytes",
      paramLabel = "B",
      description = "Bytes of a transaction (default: ${DEFAULT-VALUE}).")
  private int transactionBytes = 500;

  @Option(
      names = "--delay-ms",
      paramLabel = "MS",
      description = "The network's delay, one way, the same for all (default: ${DEFAULT-VALUE}).")
  private int delayMillis = 100;

  @Option(
      names = "--attacker",
      paramLabel = "Q",
      description =
          "An attacker's share of the hash power, or of the stake (default: ${DEFAULT-VALUE}).")
  private double attackerShare = 0.1;

  @Option(
      names = "--depths",
      paramLabel = "K",
      description = "Depths of blocks that are reversed, 1 to K (default: ${DEFAULT-VALUE}).")
  private int depths = 6;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Simulated attacks of each kind (default: ${DEFAULT-VALUE}).")
  private int trials = 20_000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The root of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "The comparison as one JSON document.")
  private boolean json;

  @ArgGroup(validate = false, heading = "%nProof of work, a model:%n")
  private CompareOptions.Pow pow = new CompareOptions.Pow();

  @ArgGroup(validate = false, heading = "%nProof of stake, a model:%n")
  private CompareOptions.Pos pos = new CompareOptions.Pos();

  @ArgGroup(validate = false, heading = "%nThe log, measured:%n")
  private CompareOptions.Bft bft = new CompareOptions.Bft();

  @Override
  public Integer call() throws JsonProcessingException {
    Comparison comparison;
    try {
      comparison = Comparison.of(settings());
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException(String.valueOf(e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(ComparisonJson.of(comparison)));
    } else {
      ComparisonText.print(comparison, out);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private Comparison.Settings settings() {
    return new Comparison.Settings(
        new Traffic(arrivalTps, transactionBytes, delayMillis / MILLIS_PER_SECOND),
        pow.parameters(),
        pos.parameters(),
        bft.parameters(),
        attackerShare,
        depths,
        trials,
        bft.loadTps(),
        bft.sizes(),
        seed);
  }
}
