package io.wattmesh.ledger.governance;

/** How far a proposal is. */
public enum ProposalStatus {
  /** Governors may approve it. */
  PROPOSED(1),
  /** It waits for its time. */
  APPROVED(2),
  /** Its changes are made. */
  IN_FORCE(3),
  /** Enough governors were against it before it took effect. */
  CANCELLED(4),
  /** It was not approved in time. */
  LAPSED(5),
  /** When its time came its changes could not be made any more. */
  FAILED(6);

  private final int code;

  ProposalStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean isOpen() {
    return this == PROPOSED || this == APPROVED;
  }

  static ProposalStatus ofCode(int code) {
    for (ProposalStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    throw new IllegalArgumentException("A proposal's status " + code + " is unknown.");
  }
}
