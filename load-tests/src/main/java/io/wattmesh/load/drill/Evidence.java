package io.wattmesh.load.drill;

import io.wattmesh.proto.model.Hash;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of bids that were acknowledged, in intervals for which no more books are taken.
 *
 * @param accepted those bids
 * @param cleared those of them that stand in exactly one committed book, of an interval that is not
 *     void
 * @param rejected those of them that exactly one committed book has and the ledger refused
 * @param voided those of them that stand in exactly one committed book of an interval of which no
 *     clearing came in time: nobody is awarded anything
 * @param lost those that no committed book has
 * @param duplicated those that several have
 * @param delayed those of the cleared ones whose interval was cleared only after the next one's
 *     gate had closed, which without a fault it is before
 */
record Evidence(
    int accepted, int cleared, int rejected, int voided, int lost, int duplicated, int delayed) {
  private enum Fate {
    CLEARED,
    DELAYED,
    REJECTED,
    VOIDED,
    LOST,
    DUPLICATED
  }

  /** Whether each was taken exactly once. */
  boolean isGood() {
    return lost == 0 && duplicated == 0 && accepted == cleared + rejected + voided;
  }

  static Evidence of(LedgerFacts facts, Collection<Acknowledgement> promises) {
    Map<Hash, Fate> fates = new HashMap<>();
    promises.stream()
        .filter(promise -> facts.isDue(promise.interval()))
        .forEach(promise -> fates.put(promise.bid(), fate(facts, promise)));
    return new Evidence(
        fates.size(),
        count(fates, Fate.CLEARED) + count(fates, Fate.DELAYED),
        count(fates, Fate.REJECTED),
        count(fates, Fate.VOIDED),
        count(fates, Fate.LOST),
        count(fates, Fate.DUPLICATED),
        count(fates, Fate.DELAYED));
  }

  private static Fate fate(LedgerFacts facts, Acknowledgement promise) {
    int books = facts.books(promise.bid());
    if (books != 1) {
      return books == 0 ? Fate.LOST : Fate.DUPLICATED;
    }
    if (facts.isRefused(promise)) {
      return Fate.REJECTED;
    }
    if (facts.isVoid(promise.interval())) {
      return Fate.VOIDED;
    }
    return facts.isLate(promise.interval()) ? Fate.DELAYED : Fate.CLEARED;
  }

  private static int count(Map<Hash, Fate> fates, Fate fate) {
    return (int) fates.values().stream().filter(fate::equals).count();
  }
}
