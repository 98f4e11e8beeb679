package io.wattmesh.proto.client;

/** What a validator's signed reply says of a transaction. */
public enum ReplyKind {
  /** A committed block has it. */
  COMMITTED(1),
  /** There is no room for it here now. */
  BUSY(2),
  /** It fits into no block. */
  TOO_LARGE(3),
  /** The committed state rules it out; if it took effect before, that is not remembered here. */
  STALE(4);

  private final int code;

  ReplyKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Whether it decides about a transaction, once enough validators say it. */
  public boolean isFinal() {
    return this != BUSY;
  }

  static ReplyKind ofCode(int code) {
    for (ReplyKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("Kind " + code + " of reply is unknown.");
  }
}
