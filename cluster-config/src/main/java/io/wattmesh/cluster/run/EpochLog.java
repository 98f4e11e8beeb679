package io.wattmesh.cluster.run;

import io.wattmesh.cluster.governance.ValidatorEdits;
import io.wattmesh.cluster.market.PlannedChange;
import io.wattmesh.cluster.market.ValidatorRoster;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers from committed blocks who was a validator when, and what became of a change. */
public final class EpochLog {
  private final ValidatorRoster roster;
  private final List<EpochRow> rows = new ArrayList<>();
  private Optional<Hash> watched = Optional.empty();
  private Optional<Outcome> refusal = Optional.empty();
  private ValidatorSet present;

  EpochLog(ValidatorRoster roster) {
    this.roster = roster;
    this.present = roster.first();
    rows.add(row(1, ""));
  }

  void onBlock(CommittedBlock block) {
    block.outcomes().stream()
        .filter(outcome -> watched.filter(outcome.transaction()::equals).isPresent())
        .findFirst()
        .ifPresent(this::onOutcome);
    block
        .nextValidators()
        .ifPresent(
            next -> {
              String change = words(present, next);
              present = next;
              rows.add(row(block.header().height() + 1, change));
            });
  }

  /** The first outcome counts: repeated bytes are refused as duplicates of themselves. */
  private void onOutcome(Outcome outcome) {
    watched = Optional.empty();
    refusal = Optional.of(outcome).filter(first -> first.code() != OutcomeCode.ACCEPTED);
  }

  /**
   * Another epoch than the scenario's was handed in, or is the ledger's own doing: it excludes who
   * was convicted, or another version of a contract waits for it.
   */
  private String words(ValidatorSet before, ValidatorSet next) {
    String changes = ValidatorEdits.words(before, next);
    return roster.changes().stream()
        .filter(change -> change.next().equals(next))
        .map(PlannedChange::words)
        .findFirst()
        .orElse("not by the scenario: " + (changes.isEmpty() ? "the same ones" : changes));
  }

  private EpochRow row(long firstHeight, String change) {
    return new EpochRow(present.epoch(), firstHeight, change, powers(present));
  }

  private static SortedMap<String, Long> powers(ValidatorSet validators) {
    var powers = new TreeMap<String, Long>();
    for (Validator validator : validators.validators()) {
      powers.put(validator.id().value(), validator.power());
    }
    return powers;
  }

  /** From now on a refusal of this transaction is told. */
  void watch(Hash transaction) {
    watched = Optional.of(transaction);
    refusal = Optional.empty();
  }

  /** Why the watched transaction was refused, if it was. */
  Optional<Outcome> refusal() {
    return refusal;
  }

  /** The validators of the present epoch. */
  public ValidatorSet present() {
    return present;
  }

  /** All epochs so far. */
  public List<EpochRow> rows() {
    return List.copyOf(rows);
  }
}
