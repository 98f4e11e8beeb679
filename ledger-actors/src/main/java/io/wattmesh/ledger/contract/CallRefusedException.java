package io.wattmesh.ledger.contract;

import io.wattmesh.ledger.transaction.OutcomeCode;

/** A call can't be carried out. Thrown for control flow: it has no stack trace. */
public final class CallRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final OutcomeCode code;

  public CallRefusedException(OutcomeCode code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  public OutcomeCode code() {
    return code;
  }
}
