package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A star of three buses around a fourth, each branch of 1000 MW/rad without limits. */
class CertificateMakerTest {
  private static final NetworkModel STAR =
      new NetworkModel(
          new int[] {1, 2, 3, 4},
          new int[] {0, 1, 2},
          new int[] {3, 3, 3},
          new long[] {1_000_000_000, 1_000_000_000, 1_000_000_000},
          new long[3],
          new long[] {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE},
          new long[] {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE});

  private static final double[] NO_DUALS = {0, 0, 0};
  private static final double[] PRICES = {10, 10, 10, 10};

  private static BusBids step(long minWatts, long maxWatts) {
    return new BusBids(
        List.of(
            new BidCurve(new long[] {minWatts, maxWatts}, new long[] {10_000_000, 10_000_000})));
  }

  private static ClearingCertificate make(
      double[] angles, double[] injectionMw, double[] duals, List<BusBids> bids) {
    var solution = new ClearingSolution(angles, injectionMw, PRICES, duals);
    return CertificateMaker.make(STAR, 0, Hash.ZERO, solution, ResponseWindow.of(bids));
  }

  @Test
  void whatRoundingMissesIsSpreadEvenlyAndInBusOrder() {
    // Three thirds of 1 MW sum to 999,999 W; 1,000,003 W are fixed at the centre: 4 W are missing.
    double third = 1.0 / 3;
    List<BusBids> bids =
        List.of(
            step(0, 2_000_000),
            step(0, 2_000_000),
            step(0, 2_000_000),
            new BusBids(List.of(BidCurve.fixed(-1_000_003))));

    ClearingCertificate certificate =
        make(
            new double[] {0, 0, 0, -third / 1000},
            new double[] {third, third, third, -1.000003},
            NO_DUALS,
            bids);

    assertThat(certificate.injectionWatts(0)).isEqualTo(333_335);
    assertThat(certificate.injectionWatts(1)).isEqualTo(333_335);
    assertThat(certificate.injectionWatts(2)).isEqualTo(333_333);
    assertThat(CertificateChecker.check(STAR, certificate, bids).reason()).isEqualTo(Reason.VALID);
  }

  @Test
  void aFixedBusIsNeverMovedByTheSpread() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(BidCurve.fixed(333_333))),
            step(0, 2_000_000),
            step(0, 333_334),
            new BusBids(List.of(BidCurve.fixed(-1_000_003))));
    double third = 1.0 / 3;

    ClearingCertificate certificate =
        make(
            new double[] {0, 0, 0, -third / 1000},
            new double[] {third, third, third, -1.000003},
            NO_DUALS,
            bids);

    assertThat(certificate.injectionWatts(0)).isEqualTo(333_333);
    assertThat(certificate.injectionWatts(1)).isEqualTo(333_336);
    assertThat(certificate.injectionWatts(2)).isEqualTo(333_334);
  }

  @Test
  void anglesAreTakenFromTheIslandsOwnReference() {
    List<BusBids> bids =
        List.of(step(-9_000_000, 9_000_000), BusBids.none(), BusBids.none(), step(-9_000_000, 0));

    ClearingCertificate certificate =
        make(new double[] {0.5, 0.499, 0.499, 0.499}, new double[] {1, 0, 0, -1}, NO_DUALS, bids);

    assertThat(certificate.anglePicoRad(0)).isZero();
    assertThat(certificate.anglePicoRad(3)).isEqualTo(-1_000_000_000);
    assertThat(certificate.injectionWatts(0)).isEqualTo(1_000_000);
  }

  @Test
  void aDualThatPricesNoLimitIsDropped() {
    List<BusBids> bids = List.of(BusBids.none(), BusBids.none(), BusBids.none(), BusBids.none());

    ClearingCertificate certificate =
        make(new double[4], new double[4], new double[] {1e-9, -1e-9, 0}, bids);

    assertThat(certificate.dualPicosPerMwh(0)).isZero();
    assertThat(certificate.dualPicosPerMwh(1)).isZero();
    assertThat(CertificateChecker.check(STAR, certificate, bids).isValid()).isTrue();
  }

  @Test
  void aBusWhoseBidsAndFlowsAreTooFarApartIsNamed() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(BidCurve.fixed(1_000_011))),
            BusBids.none(),
            BusBids.none(),
            step(-9_000_000, 0));

    assertThatExceptionOfType(UncertifiableSolutionException.class)
        .isThrownBy(
            () ->
                make(
                    new double[] {0, -0.001, -0.001, -0.001},
                    new double[] {1, 0, 0, -1},
                    NO_DUALS,
                    bids))
        .withMessageContaining("bus 1")
        .withMessageContaining("1000011");
  }

  @Test
  void anIslandThatCannotBeBalancedIsNamed() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(BidCurve.fixed(3))),
            BusBids.none(),
            BusBids.none(),
            new BusBids(List.of(BidCurve.fixed(-2))));

    assertThatExceptionOfType(UncertifiableSolutionException.class)
        .isThrownBy(() -> make(new double[4], new double[4], NO_DUALS, bids))
        .withMessageContaining("bus 1")
        .withMessageContaining("sum to 1 W");
  }

  @Test
  void aSolutionThatIsNotFiniteIsRefused() {
    List<BusBids> bids = List.of(BusBids.none(), BusBids.none(), BusBids.none(), BusBids.none());

    assertThatExceptionOfType(UncertifiableSolutionException.class)
        .isThrownBy(() -> make(new double[] {0, Double.NaN, 0, 0}, new double[4], NO_DUALS, bids))
        .withMessageContaining("angle at index 1")
        .withMessageContaining("NaN");
    assertThatExceptionOfType(UncertifiableSolutionException.class)
        .isThrownBy(() -> make(new double[4], new double[] {0, 0, 1e30, 0}, NO_DUALS, bids))
        .withMessageContaining("injection at index 2");
  }
}
