package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.governance.TransactionFiles;
import io.wattmesh.cluster.governance.ValidatorChangeDraft;
import io.wattmesh.cluster.governance.ValidatorEdits;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh governance validators}: a signed change of the validators, as a file. */
@Command(
    name = "validators",
    mixinStandardHelpOptions = true,
    description = {
      "Begins a change of the validators, or signs one that others began, and writes it to a file"
          + " for the next to sign or for `wattmesh run --submit`. It can be handed in once more"
          + " than two thirds of the present power has signed, every new key has, and the last to"
          + " sign is a present validator. The next epoch begins with it.",
      "Each of the options that say what changes may be given several times; changes are made in"
          + " the order --remove, --rekey, --reweigh, --add. A KEY is 64 hexadecimal digits, or"
          + " demo, demo#2, ... for those of --demo-seed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wattmesh governance validators --add validator-04=demo:1 --remove validator-01 \\",
      "      --validator validator-00 --demo-seed 1 --out change-0.tx",
      "  wattmesh governance validators change-0.tx --validator validator-04 --demo-seed 1 \\",
      "      --out change-4.tx",
      "  wattmesh governance validators change-4.tx --genesis genesis.bin --epochs epochs.bin \\",
      "      --validator validator-02 --key two.p12 --out change-2.tx"
    })
final class GovernanceValidatorsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GovernorOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "CHANGE",
      description = "The file of a change that others signed, to be signed too.")
  private Path begun;

  @Option(names = "--add", paramLabel = "ID=KEY:POWER", description = "Who joins.")
  private List<String> add = List.of();

  @Option(names = "--remove", paramLabel = "ID", description = "Who leaves.")
  private List<String> remove = List.of();

  @Option(names = "--rekey", paramLabel = "ID=KEY", description = "Who has another key.")
  private List<String> rekey = List.of();

  @Option(names = "--reweigh", paramLabel = "ID=POWER", description = "Who has another power.")
  private List<String> reweigh = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "FILE",
      description = "With --genesis: an export's epochs.bin, which proves who validates by now.")
  private Path epochs;

  @Override
  public Integer call() throws IOException {
    var edits = new ValidatorEdits(add, remove, rekey, reweigh, options.demoSeed());
    if ((begun == null) == edits.isEmpty()) {
      throw new UsageErrorException(
          "Give what changes, by --add, --remove, --rekey or --reweigh, or else a change's file.");
    }
    Genesis genesis = options.genesis();
    ValidatorSet present = options.presentValidators(genesis, Optional.ofNullable(epochs));
    ValidatorChangeDraft draft =
        begun == null
            ? ValidatorChangeDraft.begin(genesis.chainId(), present, edits.next(present))
            : ValidatorChangeDraft.of(TransactionFiles.read(begun, genesis), present);
    ParticipantId signer = options.governor();
    List<SigningKey> keys = options.signingKeys();
    ValidatorChangeDraft signed = draft.signedBy(signer, keys);
    options.write(signed.handedOnBy(signer, keys));
    print(signed, signer, keys);
    return ExitCodes.OK;
  }

  private void print(ValidatorChangeDraft draft, ParticipantId signer, List<SigningKey> keys) {
    ValidatorSet present = draft.present();
    ValidatorSet next = draft.change().next();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s signs the validators of epoch %d: %s%n", signer, next.epoch(), options.out());
    out.println("  " + ValidatorEdits.words(present, next));
    out.printf(
        "  approved by %s: power %d of %d%n",
        names(draft.approvers()), draft.approvingPower(), present.totalPower());
    out.println(
        draft
            .lack(signer, keys)
            .map(lack -> "  before it can be handed in, " + lack)
            .orElse("  can be handed in"));
    out.flush();
  }

  private static String names(List<ParticipantId> ids) {
    return ids.isEmpty()
        ? "nobody"
        : ids.stream().map(ParticipantId::value).collect(Collectors.joining(", "));
  }
}
