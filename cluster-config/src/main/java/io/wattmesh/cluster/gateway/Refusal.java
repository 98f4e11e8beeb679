package io.wattmesh.cluster.gateway;

/** Why something is not let in, with the HTTP status that says so. */
public enum Refusal {
  /** The bytes are no signed message. */
  MALFORMED(400),
  /** It is signed for another market or epoch than this one. */
  OTHER_MARKET(400),
  /** Nobody of this name is registered. */
  UNKNOWN_SIGNER(401),
  /** The signature is not the registered key's. */
  BAD_SIGNATURE(401),
  /** Messages of this kind are handed in by the market's own roles. */
  NOT_FOR_OUTSIDERS(403),
  /** Its agent runs on a node, which bids for it. */
  BIDS_ON_A_NODE(403),
  /** The signer hands in too much. */
  QUOTA(429);

  private final int httpStatus;

  Refusal(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  public int httpStatus() {
    return httpStatus;
  }
}
