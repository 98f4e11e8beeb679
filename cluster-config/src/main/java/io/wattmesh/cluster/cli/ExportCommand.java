package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.cluster.member.NodeStores;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh export}: a validator's ledger out of the cluster's store. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes what a cluster's validator has committed by now to a folder, for `wattmesh verify`"
            + " and all commands that read a ledger. The validator may go on meanwhile.")
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Mixin private MarketOption which;

  @Option(
      names = "--validator",
      required = true,
      paramLabel = "NAME",
      description = "Whose ledger, as validator-00.")
  private String validator;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    NodeSettings settings = NodeSettings.of(which.of(config.settings(Map.of())));
    ScenarioMarket market = MarketMaker.look(settings);
    ParticipantId name =
        market.validators().names().stream()
            .filter(known -> known.value().equals(validator))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageErrorException(
                        "--validator %s: the market has %s."
                            .formatted(validator, market.validators().names())));
    try (NodeStores stores = NodeStores.of(settings.store(), market.genesis().chainId());
        LedgerStore store = stores.readLedger(name)) {
      LedgerExport.write(store, market.genesis(), out);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %d blocks written to %s%n",
              name, store.tip().map(CommitMark::height).orElse(0L), out);
      spec.commandLine().getOut().flush();
    }
    return ExitCodes.OK;
  }
}
