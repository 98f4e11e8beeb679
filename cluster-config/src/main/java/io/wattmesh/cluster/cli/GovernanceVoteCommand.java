package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.governance.TransactionFiles;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh governance vote}: a governor's signed vote, as a file. */
@Command(
    name = "vote",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a governor's signed vote for a proposal, or to cancel it, to a file for `wattmesh run"
          + " --submit`. Nothing is checked against the ledger: who governs may change until then.",
      "A proposal is a vote of its proposer's for it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wattmesh governance vote proposal.tx --governor validator-01 --demo-seed 1 --out vote.tx",
      "  wattmesh governance vote 4f0c...e2 --cancel --genesis genesis.bin \\",
      "      --governor anna --key anna.p12 --password-file anna.pass --out cancel.tx"
    })
final class GovernanceVoteCommand implements Callable<Integer> {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{64}");

  @Spec private CommandSpec spec;

  @Mixin private GovernorOptions options;

  @Parameters(
      paramLabel = "PROPOSAL",
      description = "The proposal's id, 64 digits, or the file of its transaction.")
  private String proposal;

  @Option(names = "--cancel", description = "The vote is to cancel it.")
  private boolean cancel;

  @Override
  public Integer call() throws IOException {
    Genesis genesis = options.genesis();
    Hash id =
        ID.matcher(proposal).matches()
            ? Hash.ofHex(proposal.toLowerCase(Locale.ROOT))
            : idOf(genesis);
    options.write(genesis, MessageType.VOTE_ON_RULES, new RuleVote(id, cancel).toBytes());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s votes %s proposal %s: %s%n",
        options.governor(), cancel ? "to cancel" : "for", id, options.out());
    out.flush();
    return ExitCodes.OK;
  }

  private Hash idOf(Genesis genesis) throws IOException {
    Path file;
    try {
      file = Path.of(proposal);
    } catch (InvalidPathException e) {
      throw new UsageErrorException(proposal + " is neither a proposal's id nor a file.");
    }
    if (!Files.exists(file)) {
      throw new UsageErrorException(
          proposal + " is neither a proposal's id, which has 64 digits, nor a file.");
    }
    SignedEnvelope envelope = TransactionFiles.read(file, genesis);
    if (envelope.type() != MessageType.PROPOSAL_OF_RULES) {
      throw new UserErrorException(
          "%s is a %s and no proposal. `wattmesh governance propose` writes one."
              .formatted(file, envelope.type()));
    }
    try {
      return RuleProposal.ofBytes(envelope.payload()).idBy(new ParticipantId(envelope.signer()));
    } catch (MalformedBytesException e) {
      throw new UserErrorException(file + ": " + e.getMessage(), e);
    }
  }
}
