package io.wattmesh.consensus.payload;

/** What a validator answers to who submits a transaction, and with it what to do next. */
public enum AnswerCode {
  /** It waits here. Not a promise: submit it elsewhere if it is not committed within a time. */
  ACCEPTED,
  /** It waits here already or was committed. Nothing to do. */
  KNOWN,
  /** What may wait here does. Submit it to another validator, or here later. */
  BUSY,
  /** It does not fit into a block. Do not submit it again. */
  TOO_LARGE,
  /** By the committed state it can't take effect any more. Do not submit it again. */
  STALE;

  /** Whether the transaction waits or is done here. */
  public boolean isIn() {
    return this == ACCEPTED || this == KNOWN;
  }

  /** Whether submitting it again can lead to anything. */
  public boolean isFinal() {
    return this == TOO_LARGE || this == STALE;
  }
}
