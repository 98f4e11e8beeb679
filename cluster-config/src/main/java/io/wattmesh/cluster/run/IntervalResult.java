package io.wattmesh.cluster.run;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger says of an interval, and what follows from it.
 *
 * @param height the block that fixed its outcome
 * @param books the standing bids by bus
 * @param verdict this process's own check of the certificate
 * @param awardsWatts each standing bid's award
 * @param welfareMicros value of consumption less cost of production, as bid, micro-$
 */
public record IntervalResult(
    long interval,
    long height,
    Map<Integer, StandingBook> books,
    Optional<ClearingCertificate> certificate,
    Optional<Verdict> verdict,
    Map<ParticipantId, Long> awardsWatts,
    long welfareMicros,
    Optional<Settled> settled) {
  /** What the interval's settlement paid. */
  public record Settled(
      long height, long congestionRentMicros, List<SettlementStatement> statements) {}

  public boolean voided() {
    return certificate.isEmpty();
  }

  IntervalResult settled(Settled paid) {
    return new IntervalResult(
        interval,
        height,
        books,
        certificate,
        verdict,
        awardsWatts,
        welfareMicros,
        Optional.of(paid));
  }
}
