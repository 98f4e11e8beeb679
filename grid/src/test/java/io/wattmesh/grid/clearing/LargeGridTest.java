package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.network.DcModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of buses end with a certificate that holds, the choice among optima included. */
class LargeGridTest {
  @ParameterizedTest
  @CsvSource({
    "case1354_pegase, MATPOWER, 4",
    "case1354_pegase, POWERMODELS, 16",
    "case2383wp_k, MATPOWER, 8",
    "case2383wp_k, POWERMODELS, 8",
    "case9241_pegase__sad, MATPOWER, 8",
    "case9241_pegase__sad, POWERMODELS, 32",
  })
  void aCaseAsItStandsIsClearedAndProven(String name, DcModel model, int regions) {
    BidMarket market = BidMarket.ofCase(Cases.read(name, model, 30));
    ClearingCertificate certificate = market.certify(regions);
    Verdict verdict = market.judge(certificate);
    assertThat(verdict.isValid()).as(verdict.reason() + " " + verdict.detail()).isTrue();
  }
}
