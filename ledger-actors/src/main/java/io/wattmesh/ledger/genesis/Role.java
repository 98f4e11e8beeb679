package io.wattmesh.ledger.genesis;

/** What a registered identity may sign for. */
public enum Role {
  /** Bids and is paid. */
  PARTICIPANT(1),
  /** Publishes the bid book of its bus. */
  AGGREGATOR(2),
  /** Clears one region of the grid with its neighbours and may submit clearings. */
  REGION(3),
  /** Attests meter readings at its bus. */
  ORACLE(4),
  /** Signs the limits and outages of the network before an interval's gate closes. */
  GRID_OPERATOR(5),
  /** Issues payment tokens for money that it is given elsewhere, and redeems them. */
  ISSUER(10),
  /** Attests what a bus as a whole gave to the grid. */
  FEEDER(11);

  private final int code;

  Role(int code) {
    this.code = code;
  }

  /** Whether its identities have accounts. */
  public boolean holdsTokens() {
    return this == PARTICIPANT || this == ISSUER;
  }

  public int code() {
    return code;
  }

  public static Role ofCode(int code) {
    for (Role role : values()) {
      if (role.code == code) {
        return role;
      }
    }
    throw new IllegalArgumentException("Role " + code + " is unknown.");
  }
}
