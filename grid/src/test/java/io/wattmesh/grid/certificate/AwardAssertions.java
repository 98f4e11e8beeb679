package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.model.BidCurve;

/** What holds for the awards of any bus. */
final class AwardAssertions {
  private AwardAssertions() {}

  /** Checks sum and ranges against the curves' own whole-watt answers; returns the awards. */
  static long[] assertExact(BusBids bids, long pricePicos, long injectionWatts) {
    long[] awards = Awards.at(bids, pricePicos, injectionWatts);
    long sum = 0;
    for (int bid = 0; bid < awards.length; bid++) {
      BidCurve curve = bids.curve(bid);
      long window = CertificateRules.PRICE_WINDOW_PICOS;
      assertThat(awards[bid])
          .as("award of %s at %d pico-$/MWh", curve, pricePicos)
          .isBetween(curve.lowWattsAt(pricePicos - window), curve.highWattsAt(pricePicos + window));
      sum += awards[bid];
    }
    assertThat(sum).isEqualTo(injectionWatts);
    return awards;
  }
}
