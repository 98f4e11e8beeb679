package io.wattmesh.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the benchmark measures the acceptance of a certificate, on a smaller grid. */
class CertificateBenchmarkTest {
  @Test
  void theCertificateThatIsCheckedHolds() {
    var benchmark = new CertificateBenchmark();
    benchmark.grid = "pglib_opf_case118_ieee";
    benchmark.regions = 4;
    benchmark.clearOnce();
    assertThat(benchmark.check().isValid()).isTrue();
  }
}
