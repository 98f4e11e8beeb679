package io.wattmesh.proto.proof;

/**
 * Where a market interval stands on the ledger.
 *
 * <pre>
 *   OPEN ──all books, or the book deadline──► BOOKED ──first valid clearing──► CLEARED ─┐
 *                                               │                                        ├─► SETTLED
 *                                               └──clearing deadline──► VOID ────────────┘
 * </pre>
 */
public enum IntervalStatus {
  /** Bid books are being committed. */
  OPEN(1),
  /** The set of books is frozen; a clearing is awaited. */
  BOOKED(2),
  /** A clearing whose certificate holds is committed; awards are fixed. */
  CLEARED(3),
  /** No valid clearing came in time; awards are zero. */
  VOID(4),
  /** Deliveries are paid for. */
  SETTLED(5);

  private final int code;

  IntervalStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  static IntervalStatus ofCode(int code) {
    for (IntervalStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    throw new IllegalArgumentException("Interval status " + code + " is unknown.");
  }
}
