package io.wattmesh.cluster.member;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One line an interval, for people: what came of it, and how far settlement is. */
final class IntervalLog {
  private static final double PICOS_PER_DOLLAR = 1e12;

  private final Map<Long, Integer> standing = new HashMap<>();
  private final Map<Long, Integer> refused = new HashMap<>();
  private long settled;

  /** The lines of the intervals that a block decided. */
  List<String> onBlock(CommittedBlock block) {
    var lines = new ArrayList<String>();
    for (LedgerEvent event : block.events()) {
      switch (event) {
        case LedgerEvent.BookCommitted committed ->
            refused.merge(committed.interval(), committed.refused().size(), Integer::sum);
        case LedgerEvent.BidsRevealed revealed ->
            refused.merge(revealed.interval(), revealed.refused().size(), Integer::sum);
        case LedgerEvent.BooksFrozen frozen ->
            standing.put(frozen.interval(), frozen.standingBids());
        case LedgerEvent.IntervalCleared cleared ->
            lines.add(line(cleared.interval(), "cleared, " + prices(cleared.certificate()), block));
        case LedgerEvent.IntervalVoided voided -> lines.add(line(voided.interval(), "void", block));
        case LedgerEvent.IntervalSettled _ -> settled++;
        case LedgerEvent.BooksClosed _,
            LedgerEvent.SealsForfeited _,
            LedgerEvent.SealingChanged _,
            LedgerEvent.NetworkNoticed _,
            LedgerEvent.ClearingRefused _,
            LedgerEvent.OmissionProven _,
            LedgerEvent.SettlementNoted _ -> {}
      }
    }
    return lines;
  }

  private static String prices(ClearingCertificate certificate) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int k = 0; k < certificate.buses(); k++) {
      least = Math.min(least, certificate.pricePicosPerMwh(k));
      most = Math.max(most, certificate.pricePicosPerMwh(k));
    }
    return String.format(
        Locale.ROOT, "%.4f to %.4f $/MWh", least / PICOS_PER_DOLLAR, most / PICOS_PER_DOLLAR);
  }

  private String line(long interval, String outcome, CommittedBlock block) {
    Integer bids = standing.remove(interval);
    Integer none = refused.remove(interval);
    return "interval %d %s, %d bids stand, %d refused, %d intervals settled, height %d"
        .formatted(
            interval,
            outcome,
            bids == null ? 0 : bids,
            none == null ? 0 : none,
            settled,
            block.header().height());
  }
}
