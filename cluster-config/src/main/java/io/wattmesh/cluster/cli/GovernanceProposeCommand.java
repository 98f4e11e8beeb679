package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.governance.RuleChangeWords;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh governance propose}: a governor's signed proposal, as a file. */
@Command(
    name = "propose",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a governor's signed proposal to a file for `wattmesh run --submit` and prints its id."
          + " Its changes are made together or not at all, in the order of the options below,"
          + " once more than two thirds of the governors' power is for it and the delay has"
          + " passed. Whether they can be made is judged by the ledger.",
      "Each of the options that say what changes may be given several times."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wattmesh governance propose --governor validator-00 --demo-seed 1 \\",
      "      --set gas-price=2 --contract payment-token=2 --out proposal.tx",
      "  wattmesh governance propose --genesis genesis.bin --governor anna --key anna.p12 \\",
      "      --register id=gen-9,role=participant,key=HEX,bus=1,max-watts=5000000 \\",
      "      --meters gen-1=meter-1+meter-9 --text why.md --out proposal.tx"
    })
final class GovernanceProposeCommand implements Callable<Integer> {
  private static final long MAX_TEXT_BYTES = 64L * 1024 * 1024;

  @Spec private CommandSpec spec;

  @Mixin private GovernorOptions options;

  @Option(
      names = "--set",
      paramLabel = "PARAMETER=VALUE",
      description =
          "price-cap and void-price (micro-$$/MWh), deviation and trade-fee (millionths), gas-price"
              + " (micro-tokens), delay (ms).")
  private List<String> parameters = List.of();

  @Option(
      names = "--register",
      paramLabel = "FIELDS",
      description =
          "A new identity, or another key, limits or window of one: id=, role=, key= (64 hex"
              + " digits), bus=, min-watts=, max-watts=, from=, to= (intervals), joined by commas.")
  private List<String> identities = List.of();

  @Option(names = "--revoke", paramLabel = "ID", description = "What it signs counts no more.")
  private List<String> revoked = List.of();

  @Option(
      names = "--meters",
      paramLabel = "PARTICIPANT=ORACLE+ORACLE",
      description = "Who meters a participant together; nothing: any oracle of its bus.")
  private List<String> meters = List.of();

  @Option(
      names = "--contract",
      paramLabel = "NAME=VERSION",
      description = "Another version of a contract, from the next epoch on; 0 retires it.")
  private List<String> contracts = List.of();

  @Option(
      names = "--governors",
      paramLabel = "WHO",
      description = "Others govern, ID=KEY:POWER joined by commas; or `validators`.")
  private String governors;

  @Option(
      names = "--number",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Tells it from an equal proposal of the same governor before (default: ${DEFAULT-VALUE}).")
  private long number;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      description = "It takes effect at this block time at the earliest, as 2025-04-10T06:00:00Z.")
  private Instant notBefore;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "Why, for people; its SHA-256 goes into the proposal, the text does not.")
  private Path text;

  @Override
  public Integer call() throws IOException {
    List<RuleChange> changes = changes();
    if (changes.isEmpty() || changes.size() > RuleProposal.MAX_CHANGES) {
      throw new UsageErrorException(
          "A proposal has 1 to %d changes, this has %d: give --set, --register, --revoke, --meters, --contract or --governors."
              .formatted(RuleProposal.MAX_CHANGES, changes.size()));
    }
    var proposal =
        new RuleProposal(
            number, notBefore == null ? 0 : notBefore.toEpochMilli(), textHash(), changes);
    Genesis genesis = options.genesis();
    options.write(genesis, MessageType.PROPOSAL_OF_RULES, proposal.toBytes());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("proposal %s: %s%n", proposal.idBy(options.governor()), options.out());
    changes.forEach(change -> out.println("  " + RuleChangeWords.of(change)));
    out.flush();
    return ExitCodes.OK;
  }

  private List<RuleChange> changes() {
    var changes = new ArrayList<RuleChange>();
    add(changes, parameters, RuleChangeWords::parameter);
    add(changes, identities, RuleChangeWords::identity);
    add(changes, revoked, RuleChangeWords::revocation);
    add(changes, meters, RuleChangeWords::meters);
    add(changes, contracts, RuleChangeWords::contract);
    add(changes, governors == null ? List.of() : List.of(governors), RuleChangeWords::governors);
    return changes;
  }

  private static void add(
      List<RuleChange> changes, List<String> words, Function<String, RuleChange> read) {
    words.stream().map(read).forEach(changes::add);
  }

  private Hash textHash() throws IOException {
    if (text == null) {
      return Hash.ZERO;
    }
    if (Files.size(text) > MAX_TEXT_BYTES) {
      throw new UsageErrorException(
          "--text %s has more than %d bytes.".formatted(text, MAX_TEXT_BYTES));
    }
    return Sha256.of(Files.readAllBytes(text));
  }
}
