package io.wattmesh.ledger.replication;

import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.client.Verdict;
import java.util.function.Consumer;

/** What a client of the validators hears. */
public sealed interface ToClient {
  /** A message that may cross from node to node. */
  sealed interface Wire extends ToClient {}

  /** A validator replies. */
  record Replied(Reply reply) implements Wire {}

  /**
   * See this call through.
   *
   * @param answers hears what became of it; called on the client's thread
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Submit(String contract, String method, byte[] arguments, Consumer<Answer> answers)
      implements ToClient {}

  /** The client's own timer. */
  record LookAgain() implements ToClient {}

  /** What became of a call. */
  sealed interface Answer {
    /** It is decided, under this nonce. */
    record Decided(long nonce, Verdict verdict) implements Answer {}

    /** It was not taken: as many wait as may; try it again after one was decided. */
    record NotTaken(String reason) implements Answer {}
  }
}
