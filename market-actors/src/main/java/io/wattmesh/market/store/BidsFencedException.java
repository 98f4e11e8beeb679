package io.wattmesh.market.store;

/** A younger life of this aggregator has begun: this one promises and signs nothing any more. */
public final class BidsFencedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public BidsFencedException(String message) {
    super(message);
  }
}
