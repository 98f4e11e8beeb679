package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.run.ManifestCheck;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.AuditReport;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.Fulfilment;
import io.wattmesh.proto.proof.LedgerProof;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.ReceiptVerifier;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh verify}: an offline audit of a ledger or a receipt. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies a run's ledger from its genesis and public keys alone: hash chain, quorum"
          + " certificates, every signature, Merkle roots, clearing certificates, state roots by"
          + " replay, conservation; and the other result files by the manifest's hashes. Given a"
          + " file, verifies it as a participant's receipt, or as a proof of `wattmesh ledger proof`,"
          + " without the ledger.",
      "Exits with 4 and names the first thing that does not hold."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|FILE",
      description = "A run's folder, or the file of a receipt or a proof.")
  private Path path;

  @Option(
      names = "--chain",
      paramLabel = "ID",
      description = "The chain id that you trust; without it, compare the one that is printed.")
  private String chain;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The same by the genesis.bin that you trust, from which its chain id follows.")
  private Path genesis;

  @Option(names = "--json", description = "The findings as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (genesis != null) {
      requireGiven(genesisChain());
    }
    return Files.isDirectory(path) ? verifyLedger() : verifyFile();
  }

  private int verifyLedger() throws IOException {
    Path ledger = Files.exists(path.resolve(LedgerExport.GENESIS)) ? path : path.resolve("ledger");
    if (!Files.exists(ledger.resolve(LedgerExport.GENESIS))) {
      throw new UserErrorException(
          path
              + " holds no finished run (no ledger/genesis.bin). Give the folder that `wattmesh run`"
              + " names at its end; an interrupted run goes on with the same --out.");
    }
    AuditReport report = LedgerAudit.check(LedgerExport.open(ledger), replayed -> {});
    requireChain(report.chainId());
    int files = ManifestCheck.check(path, report);
    if (json) {
      print(Map.of("valid", true, "audit", report, "filesHashed", files));
      return ExitCodes.OK;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "VALID: chain %s%n  %d blocks under quorum certificates, %,d transactions, %,d signatures%n"
            + "  %d intervals cleared (certificates checked), %d void, %d settled, %d clearings"
            + " refused%n  tokens issued %,.6f, balances %,.6f%n  metered injection %,.6f MWh,"
            + " energy credits %,.6f MWh%n  state root %s%n",
        report.chainId(),
        report.blocks(),
        report.transactions(),
        report.signatures(),
        report.clearedIntervals(),
        report.voidIntervals(),
        report.settledIntervals(),
        report.refusedClearings(),
        report.issuedMicros() / 1e6,
        report.balancesMicros() / 1e6,
        (double) report.verifiedJoules() / EnergyPayment.JOULES_PER_MWH,
        (double) report.creditsJoules() / EnergyPayment.JOULES_PER_MWH,
        report.stateRoot());
    if (files > 0) {
      out.printf("  %d result files match the manifest's hashes%n", files);
    }
    if (files == 0) {
      out.println("  no manifest.json here: only the ledger was checked, no other file");
    }
    if (report.demoKeys()) {
      out.println("  demo keys: anyone who knows the seed could have made this chain");
    }
    out.flush();
    return ExitCodes.OK;
  }

  private int verifyFile() throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new UserErrorException(
          path + ": there is no such file or folder. Give a run's folder, a receipt or a proof.");
    }
    long size = Files.size(path);
    if (size > LedgerProof.MAX_BYTES) {
      throw new AuditFailedException(
          "%s: %d bytes, a receipt or proof has at most %d"
              .formatted(path, size, LedgerProof.MAX_BYTES));
    }
    byte[] bytes = Files.readAllBytes(path);
    return LedgerProof.isOne(bytes) ? verifyProof(bytes) : verifyReceipt(bytes);
  }

  private int verifyProof(byte[] bytes) {
    ProofFile proof = ProofFile.check(path, bytes);
    requireChain(proof.chainId());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, proof.json());
    } else {
      out.println(proof.text());
    }
    out.flush();
    return ExitCodes.OK;
  }

  private int verifyReceipt(byte[] bytes) throws IOException {
    if (bytes.length > Receipt.MAX_BYTES) {
      throw new AuditFailedException(
          "%s: %d bytes, a receipt has at most %d"
              .formatted(path, bytes.length, Receipt.MAX_BYTES));
    }
    Receipt receipt;
    try {
      receipt = Receipt.ofBytes(bytes);
    } catch (MalformedBytesException e) {
      throw new AuditFailedException("INVALID: " + path + ": " + e.getMessage(), e);
    }
    ReceiptVerifier.refusal(receipt)
        .ifPresent(
            reason -> {
              throw new AuditFailedException("INVALID: " + path + ": " + reason);
            });
    if (!Receipt.isUndamaged(bytes)) {
      throw new AuditFailedException(
          "INVALID: " + path + ": checksum: a byte that no link rests on was changed");
    }
    requireChain(receipt.chain().chainId());
    printReceipt(receipt);
    return ExitCodes.OK;
  }

  /** The chain id that a trusted genesis has. */
  private Hash genesisChain() throws IOException {
    long size = Files.size(genesis);
    if (size > Genesis.MAX_BYTES) {
      throw new UserErrorException(
          "%s: %d bytes, a genesis has at most %d".formatted(genesis, size, Genesis.MAX_BYTES));
    }
    try {
      return Genesis.ofBytes(Files.readAllBytes(genesis)).chainId();
    } catch (MalformedBytesException e) {
      throw new UserErrorException(genesis + ": " + e.getMessage(), e);
    }
  }

  /** Both options may be given, if they mean the same chain. */
  private void requireGiven(Hash trusted) {
    requireChain(trusted);
    chain = trusted.hex();
  }

  private void requireChain(Hash found) {
    if (chain != null && !chain.equalsIgnoreCase(found.hex())) {
      throw new AuditFailedException(
          "INVALID: this is of chain %s, not of %s".formatted(found, chain));
    }
  }

  private void printReceipt(Receipt receipt) throws JsonProcessingException {
    SettlementStatement statement = receipt.statement();
    if (json) {
      var content = new LinkedHashMap<String, Object>();
      content.put("valid", true);
      content.put("chainId", receipt.chain().chainId().hex());
      content.put("participant", statement.participant().value());
      content.put("interval", statement.interval());
      content.put("bus", statement.bus());
      content.put("priceMicrosPerMwh", statement.priceMicrosPerMwh());
      content.put("awardedJoules", statement.awardedJoules());
      content.put("deliveredJoules", statement.deliveredJoules());
      content.put("paymentMicros", statement.paymentMicros());
      content.put("deviationMicros", statement.deviationMicros());
      content.put("creditsJoules", statement.creditsJoules());
      putFulfilment(content, statement.fulfilment());
      content.put("height", receipt.headers().getFirst().height());
      print(content);
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "VALID: %s, interval %d, bus %d: awarded %.3f kWh at %.6f $/MWh, delivered %.3f kWh;"
            + " payment %.6f, deviation %.6f tokens%n  block %d of chain %s%n",
        statement.participant(),
        statement.interval(),
        statement.bus(),
        statement.awardedJoules() / 3.6e6,
        statement.priceMicrosPerMwh() / 1e6,
        statement.deliveredJoules() / 3.6e6,
        statement.paymentMicros() / 1e6,
        statement.deviationMicros() / 1e6,
        receipt.headers().getFirst().height(),
        receipt.chain().chainId());
    out.flush();
  }

  private static void putFulfilment(Map<String, Object> content, Fulfilment fulfilment) {
    content.put("fulfilment", fulfilment.status().name());
    content.put("fulfilledJoules", fulfilment.fulfilledJoules());
    content.put("shortfallJoules", fulfilment.shortfallJoules());
    content.put("surplusJoules", fulfilment.surplusJoules());
    content.put("committedCreditsJoules", fulfilment.committedCreditsJoules());
    content.put("uncommittedCreditsJoules", fulfilment.uncommittedCreditsJoules());
  }

  private void print(Object content) throws JsonProcessingException {
    var mapper = new ObjectMapper();
    var hashes = new com.fasterxml.jackson.databind.module.SimpleModule();
    hashes.addSerializer(
        Hash.class, com.fasterxml.jackson.databind.ser.std.ToStringSerializer.instance);
    spec.commandLine()
        .getOut()
        .println(
            mapper
                .registerModule(hashes)
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(content));
    spec.commandLine().getOut().flush();
  }
}
