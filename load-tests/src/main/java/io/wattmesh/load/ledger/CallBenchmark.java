package io.wattmesh.load.ledger;

import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls in blocks, each block executed above the one before, its state and outcomes hashed, and
 * committed: what a validator does with it but for signatures, votes and storing. Each call is by
 * another account.
 */
final class CallBenchmark {
  private static final long CREDITS_JOULES = 1_000_000;

  private final LedgerChain chain;
  private final LedgerMachine machine;
  private final int blockCalls;
  private StateLayer layer;
  private long millis;
  private long nonce;

  CallBenchmark(LedgerChain chain, int blockCalls) {
    this.chain = chain;
    this.blockCalls = blockCalls;
    this.machine = new LedgerMachine(chain.genesis(), SignatureCheck.CHECKED_BEFORE);
    this.layer = withCredits(LedgerMachine.genesisState(chain.genesis()));
    this.millis = chain.genesis().parameters().schedule().startMillis();
  }

  /** Credits for everybody, as if they had delivered. */
  private StateLayer withCredits(StateLayer genesis) {
    StateLayer first = genesis.fork();
    var state = new LedgerState(first);
    for (int k = 0; k < chain.participants(); k++) {
      ParticipantId id = LedgerChain.participant(k);
      state.putAccount(id, state.account(id).plusCredits(CREDITS_JOULES));
    }
    state.putSupply(
        state.supply().mint(Math.multiplyExact(CREDITS_JOULES, (long) chain.participants())));
    first.commit();
    return first;
  }

  /** Runs rounds of all kinds, a block of each kind in turn, until the time is over. */
  void run(double seconds, Consumer<LedgerRow> rows) {
    var costs = new Cost[CallKind.values().length];
    var counts = new long[costs.length];
    Arrays.fill(costs, Cost.NONE);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int first = 0; System.nanoTime() < end || first == 0; first += blockCalls) {
      for (CallKind kind : CallKind.values()) {
        nonce++;
        Cost.Measured<Executed> measured = block(kind, first);
        costs[kind.ordinal()] = costs[kind.ordinal()].plus(measured.cost());
        counts[kind.ordinal()] += blockCalls;
      }
    }
    for (CallKind kind : CallKind.values()) {
      rows.accept(LedgerRow.of(kind.title(), counts[kind.ordinal()], costs[kind.ordinal()]));
    }
  }

  private Cost.Measured<Executed> block(CallKind kind, int first) {
    List<byte[]> calls = new ArrayList<>(blockCalls);
    for (int k = 0; k < blockCalls; k++) {
      int caller = Math.floorMod(first + k, chain.participants());
      int other = Math.floorMod(caller + blockCalls, chain.participants());
      calls.add(
          kind.make(chain, LedgerChain.participant(caller), LedgerChain.participant(other), nonce));
    }
    millis++;
    Cost.Measured<Executed> measured = Cost.of(() -> execute(calls));
    measured.result().outcomes().stream()
        .filter(outcome -> !outcome.accepted())
        .findFirst()
        .ifPresent(outcome -> fail(kind, outcome));
    return measured;
  }

  private Executed execute(List<byte[]> calls) {
    Executed executed = machine.execute(layer, millis, calls);
    executed.stateRoot();
    executed.outcomesRoot();
    executed.layer().commit();
    layer = executed.layer();
    return executed;
  }

  private static void fail(CallKind kind, Outcome outcome) {
    throw new IllegalStateException(
        "A call of %s was refused: %s %s."
            .formatted(kind.title(), outcome.code(), outcome.detail()));
  }
}
