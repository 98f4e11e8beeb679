package io.wattmesh.ledger.contract;

import io.wattmesh.ledger.transaction.OutcomeCode;

/** Counts the gas of one call; whoever is about to take a step charges it here first. */
public final class GasMeter {
  private final long limit;
  private final GasWatch watch;
  private long used;

  public GasMeter(long limit) {
    this(limit, GasWatch.NONE);
  }

  public GasMeter(long limit, GasWatch watch) {
    this.limit = limit;
    this.watch = watch;
  }

  /** Charges a step as {@link #charge(long)} does, and tells who looks on what it is. */
  public void charge(String step, Object subject, long gas) {
    charge(gas);
    watch.charged(step, subject, gas);
  }

  /**
   * Charges a step that has not happened yet.
   *
   * @throws CallRefusedException if it does not fit; then all of the limit counts as used
   */
  public void charge(long gas) {
    if (gas > limit - used) {
      long before = used;
      used = limit;
      throw new CallRefusedException(
          OutcomeCode.OUT_OF_GAS,
          "the next step takes %d gas, %d of %d are used; allow more"
              .formatted(gas, before, limit));
    }
    used += gas;
  }

  public long limit() {
    return limit;
  }

  public long used() {
    return used;
  }
}
