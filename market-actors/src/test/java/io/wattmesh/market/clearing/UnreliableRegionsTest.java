package io.wattmesh.market.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages between regions are lost, doubled, delayed and overtake each other, all at once: the
 * clearing ends with the same bits, or is abandoned at its deadline with a reason.
 */
@Tag("seed-5")
class UnreliableRegionsTest {
  private static final long INTERVAL = 5;
  private static final int REMINDERS_BEFORE_DEADLINE = 30;
  private static final ClearingFixture SMALL = ClearingFixture.seed();
  private static final ClearingFixture LARGER = ClearingFixture.case30(5, 4);

  private static void clears(ClearingFixture market, Trouble trouble) {
    var exchange = new RegionExchange(market, INTERVAL, trouble);
    ClearingCertificate certificate = exchange.run();
    assertThat(certificate.encode())
        .as(trouble.toString())
        .isEqualTo(UndisturbedClearing.certificate(market, INTERVAL).encode());
    assertThat(ChoiceChecker.check(market.rounded().model(), certificate, market.busBids()))
        .matches(verdict -> verdict.isValid());
    assertThat(exchange.refused).isEmpty();
    assertThat(exchange.givenUp).isEmpty();
  }

  @Test
  void allTroublesAtOnceUpToThirtyPercentChangeNothing() {
    var random = new Random(11);
    for (long seed = 1; seed <= 30; seed++) {
      int lost = random.nextInt(31);
      int doubled = random.nextInt(31);
      clears(SMALL, new Trouble(seed, true, lost, doubled, random.nextInt(4)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void fiveRegionsClearThirtyBusesAtThirtyPercentOfEach(long seed) {
    clears(LARGER, new Trouble(seed, true, 30, 30, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theInteriorPointMethodToo(long seed) {
    clears(
        LARGER.with(ClearingParameters.of(ClearingMethod.INTERIOR_POINT)),
        new Trouble(seed, true, 20, 30, 1));
  }

  /** The exchange as it stands when the ledger has let the deadline pass. */
  private static RegionExchange untilDeadline(RegionExchange exchange) {
    exchange.begin();
    exchange.settle();
    int before = exchange.crossings.size();
    for (int k = 0; k < REMINDERS_BEFORE_DEADLINE; k++) {
      exchange.repair();
    }
    int repeated = exchange.crossings.size() - before;
    assertThat(repeated / REMINDERS_BEFORE_DEADLINE).as("messages a reminder").isLessThan(300);
    assertThat(exchange.submitted).isEmpty();
    exchange.abandon();
    return exchange;
  }

  private static void assertForgotten(RegionExchange exchange, int regions) {
    for (int region = 0; region < regions; region++) {
      assertThat(exchange.desk(region).again()).isEmpty();
      assertThat(exchange.desk(region).abandon(INTERVAL)).isEmpty();
      assertThat(exchange.desk(region)).extracting("active").asString().isEqualTo("Optional.empty");
    }
  }

  private static List<Suspicion> inquire(ClearingFixture market, RegionExchange exchange) {
    return ClearingInquiry.inquire(
        market.matter(INTERVAL),
        exchange.abandoned.stream().map(RegionEffect.Abandon::testimony).toList(),
        List.of());
  }

  private static ParticipantId name(int region) {
    return new ParticipantId("region-" + region);
  }

  @Test
  void aLinkThatCarriesNothingEndsAtTheDeadlineWithAReasonAndFreesTheMemory() {
    int root = LARGER.plan().root();
    for (int child : LARGER.plan().regions().get(root).tree().children()) {
      var exchange = new RegionExchange(LARGER, INTERVAL, Trouble.NONE).cut(child, root);
      untilDeadline(exchange);
      assertThat(exchange.abandoned).hasSize(LARGER.regions());
      assertThat(exchange.abandoned.get(root).reason())
          .contains("regions [" + child + "] have not been heard since step 0");
      assertForgotten(exchange, LARGER.regions());
      assertThat(inquire(LARGER, exchange))
          .singleElement()
          .satisfies(
              suspicion -> {
                assertThat(suspicion.kind()).isEqualTo(Kind.SILENCE);
                assertThat(suspicion.kind().isProven()).isFalse();
                assertThat(suspicion.named()).containsExactly(name(child), name(root));
              });
    }
  }

  @Test
  void aLinkThatBreaksLaterIsFoundAtItsStep() {
    int root = LARGER.plan().root();
    int child = LARGER.plan().regions().get(root).tree().children().getFirst();
    var exchange = new RegionExchange(LARGER, INTERVAL, Trouble.NONE);
    exchange.cutAfter(40, root, child);
    untilDeadline(exchange);
    assertThat(exchange.abandoned.get(child).reason())
        .containsPattern("at step \\d+; regions .*" + root + ".* have not been heard since step");
    assertThat(inquire(LARGER, exchange))
        .singleElement()
        .satisfies(
            suspicion -> assertThat(suspicion.named()).containsExactly(name(root), name(child)));
  }

  @Test
  void aRegionThatNobodyHearsIsNamedAlone() {
    int mute =
        LARGER.plan().regions().stream()
            .filter(r -> r.neighbours().size() > 1 && r.tree().isRoot())
            .findFirst()
            .orElseThrow()
            .region();
    var exchange = new RegionExchange(LARGER, INTERVAL, Trouble.NONE);
    LARGER.plan().regions().get(mute).neighbours().forEach(peer -> exchange.cut(mute, peer));
    untilDeadline(exchange);
    assertThat(inquire(LARGER, exchange))
        .singleElement()
        .satisfies(suspicion -> assertThat(suspicion.named()).containsExactly(name(mute)));
  }

  @Test
  void aRegionThatGivesNoTestimonyIsNamedForThat() {
    int dead = LARGER.plan().regions().get(LARGER.plan().root()).tree().children().getFirst();
    var exchange = new RegionExchange(LARGER, INTERVAL, Trouble.NONE).silence(dead);
    untilDeadline(exchange);
    List<Testimony> given =
        exchange.abandoned.stream()
            .map(RegionEffect.Abandon::testimony)
            .filter(testimony -> testimony.region() != dead)
            .toList();
    assertThat(ClearingInquiry.inquire(LARGER.matter(INTERVAL), given, List.of()))
        .singleElement()
        .satisfies(suspicion -> assertThat(suspicion.named()).containsExactly(name(dead)));
  }

  @Test
  void curvesThatNeverCameAreTheReasonGiven() {
    var desk = new RegionDesk(SMALL.post(0));
    desk.begin(INTERVAL, ClearingFixture.BOOKS);
    assertThat(desk.abandon(INTERVAL))
        .singleElement()
        .asString()
        .contains("the curves of buses " + SMALL.plan().regions().get(0).buses());
  }
}
