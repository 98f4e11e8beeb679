package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import io.wattmesh.proto.crypto.SignedEnvelope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three regions of one bus each find the seed's congested prices by messages alone. */
class SeedClearingTest {
  private static final long INTERVAL = 5;
  private static final ClearingFixture MARKET = ClearingFixture.seed();

  private static ClearingCertificate clear(Trouble trouble) {
    return new RegionExchange(MARKET, INTERVAL, trouble).run();
  }

  private static double price(ClearingCertificate certificate, int bus) {
    return certificate.pricePicosPerMwh(bus) / 1e12;
  }

  @Test
  @Tag("seed-15")
  void aFullFirstLinePartsThePricesIntoTenAndFifteenDollars() {
    ClearingCertificate certificate = clear(Trouble.NONE);
    assertThat(price(certificate, 0)).isCloseTo(10, within(1e-6));
    assertThat(price(certificate, 1)).isCloseTo(15, within(1e-6));
    assertThat(price(certificate, 2)).isCloseTo(15, within(1e-6));
    assertThat(certificate.injectionWatts(0)).isCloseTo(100_000_000L, within(20L));
    assertThat(certificate.injectionWatts(1)).isCloseTo(-125_000_000L, within(20L));
    assertThat(certificate.injectionWatts(2)).isCloseTo(25_000_000L, within(20L));
    assertThat(certificate.dualPicosPerMwh(0) / 1e12).isCloseTo(5, within(1e-6));
  }

  @Test
  @Tag("seed-10")
  void theCertificateHoldsAgainstTheStandingBids() {
    ClearingCertificate certificate = clear(Trouble.NONE);
    Verdict verdict = ChoiceChecker.check(MARKET.rounded().model(), certificate, MARKET.busBids());
    assertThat(verdict).matches(Verdict::isValid);
    assertThat(certificate.interval()).isEqualTo(INTERVAL);
    assertThat(certificate.booksRoot()).isEqualTo(BOOKS);
  }

  @Test
  void theRootSignsTheCertificateAndTellsWhatItTook() {
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    exchange.run();
    int root = MARKET.plan().root();
    RegionEffect.Submit submit = exchange.submitted.getFirst();
    SignedEnvelope clearing = submit.clearing();
    assertThat(clearing.signer()).isEqualTo("region-" + root);
    assertThat(clearing.isSignedBy(key("region-" + root).verificationKey(), CONTEXT)).isTrue();
    assertThat(submit.figures().interval()).isEqualTo(INTERVAL);
    assertThat(submit.figures().rounds()).isPositive();
    assertThat(submit.figures().messages())
        .isPositive()
        .isLessThanOrEqualTo(exchange.crossings.size());
    assertThat(exchange.refused).isEmpty();
    assertThat(exchange.submitted).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void reorderedAndRepeatedMessagesGiveTheSameBits(long seed) {
    assertThat(clear(new Trouble(seed, true, 0, 30)).encode())
        .isEqualTo(clear(Trouble.NONE).encode());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("seed-5")
  void lossIsMendedByRepetitionWithTheSameBits(long seed) {
    var exchange = new RegionExchange(MARKET, INTERVAL, new Trouble(seed, true, 10, 10));
    assertThat(exchange.run().encode()).isEqualTo(clear(Trouble.NONE).encode());
    assertThat(exchange.repairs).isPositive();
    assertThat(exchange.refused).isEmpty();
  }

  @Test
  void theClearingIsHandedInAgainUntilTheLedgerHasEndedTheInterval() {
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    exchange.run();
    exchange.repair();
    assertThat(exchange.submitted).hasSize(2);
    assertThat(exchange.submitted.get(1).clearing())
        .isEqualTo(exchange.submitted.get(0).clearing());
    for (int region = 0; region < MARKET.regions(); region++) {
      exchange.desk(region).end(INTERVAL);
      assertThat(exchange.desk(region).again()).isEmpty();
    }
  }

  @Test
  void aRegionThatNeverAnswersHoldsTheOthersUpOnlyUntilTheLedgersDeadline() {
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE).silence(2);
    exchange.begin();
    exchange.settle();
    for (int repair = 0; repair < 20; repair++) {
      int before = exchange.crossings.size();
      exchange.repair();
      assertThat(exchange.crossings.size() - before).as("repeated messages").isBetween(1, 40);
    }
    assertThat(exchange.submitted).isEmpty();
    assertThat(exchange.givenUp).isEmpty();
    for (int region = 0; region < 2; region++) {
      exchange.desk(region).end(INTERVAL);
      assertThat(exchange.desk(region).again()).isEmpty();
      assertThat(exchange.desk(region).begin(INTERVAL, BOOKS)).isEmpty();
      assertThat(exchange.desk(region).again()).isEmpty();
    }
  }

  @Test
  void afterAVoidIntervalTheNextOneClears() {
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE).silence(2);
    exchange.begin();
    exchange.settle();
    var next = new RegionExchange(MARKET, INTERVAL + 1, Trouble.NONE);
    ClearingCertificate expected = next.run();
    var afterwards = new RegionExchange(MARKET, INTERVAL + 1, Trouble.NONE);
    for (int region = 0; region < MARKET.regions(); region++) {
      afterwards.desk(region).begin(INTERVAL, BOOKS);
      afterwards.desk(region).end(INTERVAL);
    }
    assertThat(afterwards.run().encode()).isEqualTo(expected.encode());
  }
}
