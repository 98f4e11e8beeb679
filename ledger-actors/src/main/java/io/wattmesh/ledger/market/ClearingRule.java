package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.settlement.CongestionRent;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.IntervalRecord;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clearings: the first whose certificate holds against the committed books fixes the interval's
 * awards; any other is recorded as refused, with the reason, and changes nothing.
 */
final class ClearingRule {
  private ClearingRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> submitter = run.submitter(envelope, Role.REGION);
    if (submitter.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered region");
    }
    if (!run.holds(envelope, submitter.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    ClearingCertificate certificate;
    try {
      certificate = ClearingCertificate.decode(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    Judgement judgement = judge(run, certificate);
    Hash submission = envelope.digest();
    if (judgement.code() == OutcomeCode.ACCEPTED) {
      accept(run, certificate, submission);
    } else {
      run.events.add(
          new LedgerEvent.ClearingRefused(
              certificate.interval(), judgement.code(), judgement.detail(), submission));
    }
    return judgement;
  }

  private static Judgement judge(Execution run, ClearingCertificate certificate) {
    Optional<IntervalRecord> record = run.state.interval(certificate.interval());
    if (record.isEmpty() || record.get().status() != IntervalStatus.BOOKED) {
      return Judgement.refuse(
          OutcomeCode.WRONG_INTERVAL_STATUS,
          "interval %d is %s"
              .formatted(
                  certificate.interval(), record.map(r -> r.status().name()).orElse("unknown")));
    }
    if (!certificate.booksRoot().equals(record.get().booksRoot())) {
      return Judgement.refuse(
          OutcomeCode.WRONG_BOOKS,
          "the clearing is of books %s, committed are %s"
              .formatted(certificate.booksRoot().shortHex(), record.get().booksRoot().shortHex()));
    }
    Verdict verdict =
        ChoiceChecker.check(
            run.network(certificate.interval()), certificate, bids(run, certificate.interval()));
    if (!verdict.isValid()) {
      return Judgement.refuse(OutcomeCode.INVALID_CERTIFICATE, verdict.detail());
    }
    return rentRefusal(run, certificate).orElse(Judgement.ACCEPTED);
  }

  /** Rent that is missing must be there to be set aside, or settlement could not be paid for. */
  private static Optional<Judgement> rentRefusal(Execution run, ClearingCertificate certificate) {
    long rentMicros = CongestionRent.micros(certificate, run.parameters(certificate.interval()));
    long freeMicros = run.state.account(LedgerState.BALANCING).freeMicros();
    return rentMicros >= -freeMicros
        ? Optional.empty()
        : Optional.of(
            Judgement.refuse(
                OutcomeCode.INVALID_CERTIFICATE,
                "the congestion rent is %d micro-tokens, of which the balancing account has %d"
                    .formatted(rentMicros, freeMicros)));
  }

  private static List<BusBids> bids(Execution run, long interval) {
    NetworkModel network = run.network();
    var bids = new ArrayList<BusBids>(network.buses());
    for (int k = 0; k < network.buses(); k++) {
      bids.add(
          run.state
              .book(interval, network.busNumber(k))
              .map(book -> new BusBids(book.bids().stream().map(StandingBid::curve).toList()))
              .orElse(BusBids.none()));
    }
    return bids;
  }

  private static void accept(Execution run, ClearingCertificate certificate, Hash submission) {
    long interval = certificate.interval();
    run.state.putClearing(interval, certificate);
    long missingMicros =
        Math.max(0, -CongestionRent.micros(certificate, run.parameters(certificate.interval())));
    Account balancing = run.state.account(LedgerState.BALANCING);
    run.state.putAccount(LedgerState.BALANCING, balancing.lock(missingMicros));
    Hash root =
        MerkleTree.root(ClearingRows.of(run.network(), run.parameters(interval), certificate));
    run.state.putInterval(run.state.interval(interval).orElseThrow().cleared(root));
    run.events.add(new LedgerEvent.IntervalCleared(interval, certificate, submission));
  }
}
