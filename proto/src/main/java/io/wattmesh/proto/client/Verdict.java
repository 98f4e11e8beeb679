package io.wattmesh.proto.client;

import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Objects;

/** What a client believes about one of its transactions; nothing later changes it. */
public sealed interface Verdict {
  /** A committed block has it, and this became of it there. */
  record Committed(long height, OutcomeRecord outcome) implements Verdict {
    public Committed {
      Objects.requireNonNull(outcome);
    }
  }

  /**
   * It will never take effect from now on.
   *
   * @param kind {@link ReplyKind#TOO_LARGE}: nor did it ever. {@link ReplyKind#STALE}: its nonce is
   *     used; if it was by this transaction, validators have forgotten what became of it. So look
   *     at the ledger before the same is tried under another nonce.
   */
  record Refused(ReplyKind kind) implements Verdict {
    public Refused {
      Objects.requireNonNull(kind);
    }
  }
}
