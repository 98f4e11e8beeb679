package io.wattmesh.grid.certificate;

import java.util.List;

/**
 * What whoever owns a bus says about its bids: the injections that they give around a price.
 *
 * <p>Both ends are those of {@link BusBids}: the sum over bids at the near end of the price's
 * window, rounded outwards to watts once.
 */
public interface ResponseWindow {
  /** The least injection of a bus whose certified price is this, W. */
  long lowWatts(int bus, long pricePicosPerMwh);

  /** The greatest injection of a bus whose certified price is this, W. */
  long highWatts(int bus, long pricePicosPerMwh);

  /** The windows of bids that are all at hand, in the network's bus order. */
  static ResponseWindow of(List<BusBids> bids) {
    return new ResponseWindow() {
      @Override
      public long lowWatts(int bus, long pricePicosPerMwh) {
        return bids.get(bus).lowWatts(pricePicosPerMwh);
      }

      @Override
      public long highWatts(int bus, long pricePicosPerMwh) {
        return bids.get(bus).highWatts(pricePicosPerMwh);
      }
    };
  }
}
