package io.wattmesh.load.measure;

import java.util.List;

/**
 * Where processor time goes. A thread's time belongs to the stage that claims the innermost frame
 * of its stack that any claims: what a stage calls of libraries is its own, and a signature check
 * within a rule is a check.
 */
public enum CpuStage {
  MEASURING(
      "measuring",
      "the load tester's own books, and this profile",
      "io.wattmesh.load.measure",
      "io.wattmesh.load.generate.AnswerDesk",
      "io.wattmesh.load.generate.LedgerDesk"),
  OTHER_PARTICIPANTS(
      "otherParticipants",
      "generators and bulk loads bid",
      "io.wattmesh.load.generate.OtherParticipants",
      "io.wattmesh.agents"),
  SIGNING("signingBids", "devices make, sign and send their bids", "io.wattmesh.load"),
  INTAKE(
      "intake",
      "aggregators check bids, store, acknowledge and book them, and sum what stands",
      "io.wattmesh.market.aggregation",
      "io.wattmesh.market.store"),
  CHECKS(
      "validatorChecks",
      "validators check signatures",
      "io.wattmesh.ledger.market.SignatureCheck",
      "io.wattmesh.ledger.signature",
      "io.wattmesh.ledger.replication.actor.CheckedInbox",
      "io.wattmesh.ledger.replication.actor.Verdicts",
      "io.wattmesh.consensus.certificate.SignatureCheck"),
  CLEARING(
      "clearing",
      "regions find prices by messages and make the certificate",
      "io.wattmesh.grid.clearing",
      "io.wattmesh.grid.certificate.CertificateMaker",
      "io.wattmesh.market.clearing"),
  CERTIFICATE(
      "certificate",
      "validators check the clearing certificate",
      "io.wattmesh.grid.certificate.CertificateChecker",
      "io.wattmesh.grid.certificate.ChoiceChecker",
      "io.wattmesh.ledger.market.ClearingRule"),
  READINGS(
      "readings",
      "meters sign readings, validators execute them",
      "io.wattmesh.market.metering",
      "io.wattmesh.ledger.market.ReadingRule",
      "io.wattmesh.ledger.market.LateReadingRule"),
  SETTLEMENT("settlement", "validators pay", "io.wattmesh.ledger.settlement"),
  EXECUTION(
      "execution",
      "validators execute books and all else, and hash the state",
      "io.wattmesh.ledger.market",
      "io.wattmesh.ledger.state",
      "io.wattmesh.ledger.replication.LedgerApplication"),
  CONSENSUS(
      "consensus",
      "validators agree, spread transactions and store",
      "io.wattmesh.consensus",
      "io.wattmesh.ledger"),
  NODE(
      "node",
      "actors' messages and the rest of the node",
      "io.wattmesh.cluster",
      "org.apache.pekko"),
  OTHER("other", "threads with none of these on their stack"),
  MACHINE("machine", "garbage collection, compilation and threads that ended between two looks");

  private static final CpuStage[] ALL = values();

  private final String key;
  private final String description;

  // List.of cannot be changed.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> prefixes;

  CpuStage(String key, String description, String... prefixes) {
    this.key = key;
    this.description = description;
    this.prefixes = List.of(prefixes);
  }

  /** As results name it. */
  public String key() {
    return key;
  }

  public String description() {
    return description;
  }

  /** The stage of a stack, the innermost frame first. */
  static CpuStage of(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      for (CpuStage stage : ALL) {
        if (stage.claims(frame.getClassName())) {
          return stage;
        }
      }
    }
    return OTHER;
  }

  private boolean claims(String className) {
    for (String prefix : prefixes) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
