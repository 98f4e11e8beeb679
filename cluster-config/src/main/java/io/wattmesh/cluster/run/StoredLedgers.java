package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.market.ValidatorRoster;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the validators of a stopped run had come, by their stores.
 *
 * @param heights the last committed height of each validator that has a store
 * @param ends the ends of epochs, as the store with most of them has them
 */
record StoredLedgers(Map<ParticipantId, Long> heights, List<EpochChange> ends) {
  /**
   * Whoever came by a change that was handed in gets its place; its store is looked at too.
   *
   * @param roster the scenario's, which learns of them
   */
  static StoredLedgers read(ValidatorRoster roster, Path state) {
    StoredLedgers stored = read(roster.names(), state);
    int known = roster.names().size();
    stored.ends().forEach(end -> roster.admit(end.next()));
    return roster.names().size() == known ? stored : read(roster.names(), state);
  }

  private static StoredLedgers read(Set<ParticipantId> names, Path state) {
    var heights = new TreeMap<ParticipantId, Long>();
    List<EpochChange> ends = List.of();
    for (ParticipantId name : names) {
      Path folder = WholeMarketNode.validatorFolder(state, name);
      if (Files.isDirectory(folder)) {
        try (LedgerStore store = RocksLedgerStore.open(folder)) {
          heights.put(name, store.tip().map(CommitMark::height).orElse(0L));
          ends = store.epochs().size() > ends.size() ? store.epochs() : ends;
        }
      }
    }
    return new StoredLedgers(heights, ends);
  }

  /** Every validator that the ledger has come to must have its place and key. */
  void requireKnown(ValidatorRoster roster) {
    for (EpochChange end : ends) {
      for (Validator validator : end.next().validators()) {
        if (!roster.names().contains(validator.id())) {
          throw new UserErrorException(
              ("The run has validator %s in epoch %d, this scenario never has it. Give the scenario"
                      + " that it was begun with, or choose another --out folder.")
                  .formatted(validator.id(), end.next().epoch()));
        }
      }
    }
  }

  /** Whoever has committed most; its store has all that any of them can show. */
  ParticipantId fullest() {
    return heights.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /**
   * The height that enough validators have committed to be believed at once: more than a third of
   * the power of the epoch that it is in.
   */
  long believedHeight(ValidatorSet first) {
    long believed = 0;
    ValidatorSet validators = first;
    for (EpochChange end : ends) {
      believed = Math.max(believed, Math.min(believedBy(validators), end.last().height()));
      validators = end.next();
    }
    return Math.max(believed, believedBy(validators));
  }

  private long believedBy(ValidatorSet validators) {
    return heights.values().stream()
        .filter(height -> validators.hasHonestMember(atLeast(validators, height)))
        .max(Comparator.naturalOrder())
        .orElse(0L);
  }

  private Set<Integer> atLeast(ValidatorSet validators, long height) {
    return validators.validators().stream()
        .map(Validator::id)
        .filter(id -> heights.getOrDefault(id, 0L) >= height)
        .map(validators::indexOf)
        .collect(Collectors.toSet());
  }
}
