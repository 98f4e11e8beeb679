package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.explore.StatementLine.Settlement;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The accounts of a range of intervals, line by line and netted. What all accounts received and
 * paid adds up to zero in each interval; tokens that were issued or redeemed have an account of
 * their own for that, {@link #ISSUE}.
 */
public final class SettlementBook {
  /** Where issued tokens come from and redeemed ones go: no account of the ledger. */
  public static final ParticipantId ISSUE = new ParticipantId("ledger.issue");

  private final long from;
  private final long to;
  private final LongFunction<String> periods;
  private final Predicate<ParticipantId> kept;
  private final MovementLog log;
  private final SortedMap<Long, SortedMap<ParticipantId, StatementAmounts>> amounts =
      new TreeMap<>();
  private final SortedMap<String, SortedMap<ParticipantId, StatementAmounts>> nets =
      new TreeMap<>();
  private final Map<Long, Settlement> settlements = new HashMap<>();
  private final Map<Long, Map<ParticipantId, SettlementStatement>> statements = new HashMap<>();
  private final SortedMap<Long, StatementAmounts> sums = new TreeMap<>();
  private long issuedMicros;
  private long blockInterval;

  /**
   * @param from the first interval
   * @param to the last interval
   * @param periods the name of the period that an interval is in, over which it is netted; names
   *     rise with time
   * @param kept whose lines are kept; the nets are everybody's
   */
  public SettlementBook(
      Genesis genesis,
      long from,
      long to,
      LongFunction<String> periods,
      Predicate<ParticipantId> kept) {
    this.from = from;
    this.to = to;
    this.periods = periods;
    this.kept = kept;
    this.log = new MovementLog(genesis, this::take);
    this.issuedMicros =
        new LedgerState(LedgerMachine.genesisState(genesis)).supply().issuedMicros();
  }

  /** What must look on while blocks are executed. */
  public StepWatch watch() {
    return log;
  }

  /** Takes in a block of the replay. */
  public void follow(Replayed replayed) {
    blockInterval = log.intervalOf(replayed.block().header());
    log.follow(replayed);
    for (LedgerEvent event : replayed.executed().events()) {
      if (event instanceof LedgerEvent.IntervalSettled settled && isWanted(settled.interval())) {
        keep(replayed, settled);
      }
    }
    LedgerState state = replayed.executed().state();
    long issued = state.supply().issuedMicros();
    if (issued != issuedMicros) {
      long taken = Math.subtractExact(issuedMicros, issued);
      add(blockInterval, ISSUE, new StatementAmounts(0, 0, 0, taken, 0, 0));
      issuedMicros = issued;
    }
  }

  private boolean isWanted(long interval) {
    return interval >= from && interval <= to;
  }

  private void keep(Replayed replayed, LedgerEvent.IntervalSettled settled) {
    LedgerState state = replayed.executed().state();
    settlements.put(
        settled.interval(),
        new Settlement(
            replayed.block().header().height(),
            state.interval(settled.interval()).orElseThrow().settlementRoot()));
    var own = new HashMap<ParticipantId, SettlementStatement>();
    for (SettlementStatement statement : settled.statements()) {
      if (kept.test(statement.participant())) {
        own.put(statement.participant(), statement);
        add(settled.interval(), statement.participant(), StatementAmounts.NONE);
      }
    }
    statements.put(settled.interval(), own);
  }

  private void take(Movement movement) {
    if (movement.balanceMicros() != 0 || movement.creditsJoules() != 0) {
      add(movement.interval(), movement.account(), StatementAmounts.of(movement));
    }
  }

  private void add(long interval, ParticipantId account, StatementAmounts more) {
    if (!isWanted(interval)) {
      return;
    }
    nets.computeIfAbsent(periods.apply(interval), any -> new TreeMap<>())
        .merge(account, more, StatementAmounts::plus);
    sums.merge(interval, more, StatementAmounts::plus);
    if (kept.test(account)) {
      amounts
          .computeIfAbsent(interval, any -> new TreeMap<>())
          .merge(account, more, StatementAmounts::plus);
    }
  }

  /**
   * The lines that are kept, by interval and then by account.
   *
   * @throws AuditFailedException if the accounts of an interval do not add up to zero
   */
  public List<StatementLine> lines() {
    requireBalanced();
    var lines = new ArrayList<StatementLine>();
    amounts.forEach(
        (interval, accounts) ->
            accounts.forEach(
                (account, own) ->
                    lines.add(
                        new StatementLine(
                            account,
                            interval,
                            Optional.ofNullable(settlements.get(interval)),
                            Optional.ofNullable(
                                statements.getOrDefault(interval, Map.of()).get(account)),
                            own))));
    return lines;
  }

  /**
   * One amount a period and account, of everybody who has any; those of a period add up to zero.
   *
   * @throws AuditFailedException if the accounts of an interval do not add up to zero
   */
  public SortedMap<String, SortedMap<ParticipantId, StatementAmounts>> nets() {
    requireBalanced();
    return nets;
  }

  private void requireBalanced() {
    sums.forEach(
        (interval, sum) -> {
          if (sum.netMicros() != 0) {
            throw new AuditFailedException(
                "interval %d: what all accounts received and paid adds up to %d micro-tokens, not 0"
                    .formatted(interval, sum.netMicros()));
          }
        });
  }
}
