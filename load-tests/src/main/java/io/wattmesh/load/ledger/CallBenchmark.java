package io.wattmesh.load.ledger;

import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.EnumMap;
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
  private int first;

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
    var costs = new EnumMap<CallKind, Cost>(CallKind.class);
    long rounds = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (rounds == 0 || System.nanoTime() < end) {
      for (CallKind kind : CallKind.values()) {
        nonce++;
        costs.merge(kind, block(kind, first).cost(), Cost::plus);
      }
      first = (first + blockCalls) % chain.participants();
      rounds++;
    }
    long calls = Math.multiplyExact(rounds, (long) blockCalls);
    costs.forEach((kind, cost) -> rows.accept(LedgerRow.of(kind.title(), calls, cost)));
  }

  private Cost.Measured<Executed> block(CallKind kind, int from) {
    List<byte[]> calls = new ArrayList<>(blockCalls);
    for (int k = 0; k < blockCalls; k++) {
      int caller = Math.floorMod(from + k, chain.participants());
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
