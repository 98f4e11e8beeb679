package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.Hash;

/** A certificate taken apart, so that a test can change one value and put it together again. */
final class CertificateDraft {
  private final long interval;
  private final Hash booksRoot;
  long[] angles;
  long[] injections;
  long[] prices;
  long[] duals;

  CertificateDraft(ClearingCertificate certificate) {
    interval = certificate.interval();
    booksRoot = certificate.booksRoot();
    angles = new long[certificate.buses()];
    injections = new long[certificate.buses()];
    prices = new long[certificate.buses()];
    duals = new long[certificate.branches()];
    for (int bus = 0; bus < certificate.buses(); bus++) {
      angles[bus] = certificate.anglePicoRad(bus);
      injections[bus] = certificate.injectionWatts(bus);
      prices[bus] = certificate.pricePicosPerMwh(bus);
    }
    for (int branch = 0; branch < certificate.branches(); branch++) {
      duals[branch] = certificate.dualPicosPerMwh(branch);
    }
  }

  CertificateDraft shiftPrices(long picosPerMwh) {
    for (int bus = 0; bus < prices.length; bus++) {
      prices[bus] += picosPerMwh;
    }
    return this;
  }

  ClearingCertificate build() {
    return new ClearingCertificate(interval, booksRoot, angles, injections, prices, duals);
  }
}
