package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.model.Hash;
import java.util.Optional;

/** Takes transactions into the pool, or says why not. */
final class Admission {
  private final ReplicaState state;
  private final Chain chain;
  private final BatchKeeper keeper;

  Admission(ReplicaState state, Chain chain, BatchKeeper keeper) {
    this.state = state;
    this.chain = chain;
    this.keeper = keeper;
  }

  /** Somebody submits one, and is answered. */
  void onTransaction(byte[] transaction) {
    Hash id = TransactionPool.idOf(transaction);
    Optional<Rejection> rejection = take(id, transaction);
    state.out.add(
        new Effect.Answer(
            id,
            rejection.map(Rejection::code).orElse(AnswerCode.ACCEPTED),
            rejection.map(Rejection::detail).orElse("It waits to be ordered.")));
  }

  /** Takes one that nobody waits for an answer about, too. */
  Optional<Rejection> take(byte[] transaction) {
    return take(TransactionPool.idOf(transaction), transaction);
  }

  private Optional<Rejection> take(Hash id, byte[] transaction) {
    Optional<Rejection> rejection = rejection(id, transaction);
    rejection.ifPresent(no -> state.out.refused(no.reason(), no.detail()));
    return rejection;
  }

  record Rejection(AnswerCode code, RefusalReason reason, String detail) {}

  private Optional<Rejection> rejection(Hash id, byte[] transaction) {
    if (Block.sizeOf(transaction) > state.options.maxBlockBytes()) {
      return Optional.of(
          new Rejection(
              AnswerCode.TOO_LARGE,
              RefusalReason.TRANSACTION_TOO_LARGE,
              "The transaction takes %d bytes, a block has %d; do not submit it again."
                  .formatted(Block.sizeOf(transaction), state.options.maxBlockBytes())));
    }
    if (state.identity.isObserver()) {
      return Optional.of(
          new Rejection(
              AnswerCode.BUSY,
              RefusalReason.NO_VALIDATOR,
              "This is no validator of epoch %d; submit it to one."
                  .formatted(state.electorate().epoch())));
    }
    if (!chain.accepts(transaction)) {
      return Optional.of(
          new Rejection(
              AnswerCode.STALE,
              RefusalReason.TRANSACTION_STALE,
              "The application's committed state rules it out; do not submit it again."));
    }
    TransactionPool.Admission admission =
        keeper.isCertified(id) ? TransactionPool.Admission.KNOWN : state.pool.addUncut(transaction);
    return switch (admission) {
      case ADDED -> Optional.empty();
      case KNOWN ->
          Optional.of(
              new Rejection(
                  AnswerCode.KNOWN,
                  RefusalReason.TRANSACTION_KNOWN,
                  "It waits or was committed already."));
      case FULL ->
          Optional.of(
              new Rejection(
                  AnswerCode.BUSY,
                  RefusalReason.POOL_FULL,
                  "%d transactions of %d bytes wait, at most %d bytes may; submit it elsewhere or later."
                      .formatted(state.pool.size(), state.pool.bytes(), state.pool.maxBytes())));
    };
  }
}
