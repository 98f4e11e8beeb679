package io.wattmesh.market.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.BoundaryValues;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.RightHandSideUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SchurUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SolutionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.message.RegionMessage.TieCopies;
import io.wattmesh.market.clearing.LyingRegion.DoctoredClearing;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a region lies about: no wrong price is certified, nothing hangs, and the liar is named.
 */
@Tag("seed-5")
class LyingRegionTest {
  private static final long INTERVAL = 5;
  private static final int MOST_REMINDERS = 200;

  /** A penalty so great that many rounds are needed. */
  private static final ClearingParameters SLOW =
      new ClearingParameters(ClearingMethod.AUTO, 1_000, 1, 1.6, 1, 60, 80, 0);

  private static final ClearingFixture MARKET = ClearingFixture.case30(6, 4).with(SLOW);
  private static final int ROOT = MARKET.plan().root();

  /** A region that has both a parent and a child, so that it can change what passes through. */
  private static final int MIDDLE =
      MARKET.plan().regions().stream()
          .filter(r -> !r.tree().isRoot() && !r.tree().children().isEmpty())
          .findFirst()
          .orElseThrow()
          .region();

  private static final int LEAF =
      MARKET.plan().regions().stream()
          .filter(r -> r.tree().children().isEmpty() && r.neighbours().size() > 1)
          .findFirst()
          .orElseThrow()
          .region();

  private record Outcome(RegionExchange exchange, List<Suspicion> suspicions) {}

  private static Outcome run(int region, LyingRegion liar, Trouble trouble) {
    RegionExchange exchange = new RegionExchange(MARKET, INTERVAL, trouble).lie(region, liar);
    exchange.begin();
    exchange.settle();
    for (int k = 0; k < reminders(trouble) && isOpen(exchange); k++) {
      exchange.repair();
    }
    exchange.abandon();
    List<SignedEnvelope> clearings =
        exchange.submitted.stream().map(RegionEffect.Submit::clearing).toList();
    List<Testimony> testimonies =
        exchange.abandoned.stream().map(RegionEffect.Abandon::testimony).toList();
    return new Outcome(
        exchange, ClearingInquiry.inquire(MARKET.matter(INTERVAL), testimonies, clearings));
  }

  /** Where nothing is lost, everything has been said after a few. */
  private static int reminders(Trouble trouble) {
    return trouble.lostPercent() == 0 ? 3 : MOST_REMINDERS;
  }

  private static boolean isOpen(RegionExchange exchange) {
    return exchange.submitted.isEmpty() && exchange.givenUp.isEmpty();
  }

  private static boolean holds(RegionEffect.Submit submit) {
    ClearingCertificate certificate = ClearingCertificate.decode(submit.clearing().payload());
    return ChoiceChecker.check(MARKET.rounded().model(), certificate, MARKET.busBids()).isValid();
  }

  private static ParticipantId name(int region) {
    return new ParticipantId("region-" + region);
  }

  /** The lie leaves no clearing that holds, and its teller alone is named. */
  private static Suspicion convict(int region, LyingRegion liar) {
    Outcome outcome = run(region, liar, Trouble.NONE);
    assertThat(liar.lies()).isPositive();
    assertThat(outcome.exchange().submitted).noneMatch(LyingRegionTest::holds);
    assertThat(outcome.suspicions()).hasSize(1);
    Suspicion suspicion = outcome.suspicions().getFirst();
    assertThat(suspicion.named()).as(suspicion.toString()).containsExactly(name(region));
    assertThat(suspicion.kind().isProven()).as(suspicion.toString()).isTrue();
    return suspicion;
  }

  /**
   * A lie that the method may get over: then what is certified holds, within the checker's
   * tolerances, and is as good as the honest clearing; else the liar is named.
   */
  private static void convictOrClear(int region, LyingRegion liar) {
    Outcome outcome = run(region, liar, Trouble.NONE);
    assertThat(liar.lies()).isPositive();
    boolean cleared = outcome.exchange().submitted.stream().anyMatch(LyingRegionTest::holds);
    assertThat(outcome.suspicions()).isNotEmpty();
    assertThat(outcome.suspicions())
        .as("cleared: " + cleared)
        .allMatch(suspicion -> suspicion.named().equals(List.of(name(region))));
  }

  private static double[] each(double[] values, DoubleUnaryOperator change) {
    return Arrays.stream(values).map(change).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 5, 1e9})
  void aWrongCopyOfATieLine(double wrong) {
    convictOrClear(
        LEAF,
        LyingRegion.in(
            LEAF,
            TieCopies.class,
            m -> {
              var copies = (TieCopies) m;
              return new TieCopies(
                  m.step(),
                  copies.branchRows(),
                  each(copies.flows(), f -> f + wrong),
                  copies.meanAngles());
            }));
  }

  @Test
  void differentCopiesToDifferentNeighbours() {
    convictOrClear(
        LEAF,
        LyingRegion.of(
            LEAF,
            (to, honest) -> {
              if (honest instanceof Content.Step step && step.message() instanceof TieCopies m) {
                double sign = to % 2 == 0 ? 1 : -1;
                return new Content.Step(
                    new TieCopies(
                        m.step(),
                        m.branchRows(),
                        m.flows(),
                        each(m.meanAngles(), angle -> angle + sign)));
              }
              return honest;
            }));
  }

  @Test
  void twoMessagesInOnePlaceConvictByThemselves() {
    RegionExchange exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    exchange.run();
    exchange.abandon();
    Testimony receiver = exchange.abandoned.getFirst().testimony();
    SignedEnvelope one =
        receiver.received().stream()
            .filter(e -> e.signer().startsWith("region-"))
            .findFirst()
            .orElseThrow();
    RegionEnvelope said = RegionEnvelope.ofBytes(one.payload());
    LyingRegion liar =
        LyingRegion.of(
            said.from(),
            (to, honest) ->
                new Content.Step(new SumsUp(said.content().step(), new double[1], new double[0])));
    var other =
        (RegionEffect.SendToRegion) liar.apply(new RegionEffect.SendToRegion(said.to(), one));
    var shown =
        new Testimony(
            receiver.region(),
            INTERVAL,
            ClearingFixture.BOOKS,
            List.of(one, other.envelope()),
            List.of(),
            true);
    assertThat(ClearingInquiry.inquire(MARKET.matter(INTERVAL), List.of(shown), List.of()))
        .anySatisfy(
            suspicion -> {
              assertThat(suspicion.kind()).isEqualTo(Kind.CONTRADICTION);
              assertThat(suspicion.named()).containsExactly(name(said.from()));
            });
  }

  @Test
  void aResidualOfZeroClaimedUpward() {
    convictOrClear(
        LEAF,
        LyingRegion.in(
            LEAF,
            SumsUp.class,
            m -> new SumsUp(m.step(), each(((SumsUp) m).sums(), s -> 0), ((SumsUp) m).minima())));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.5, -1, 1e12})
  void aSchurComplementThatIsNotItsOwn(double factor) {
    convictOrClear(
        LEAF,
        LyingRegion.in(
            LEAF,
            SchurUp.class,
            m -> {
              var schur = (SchurUp) m;
              return new SchurUp(
                  m.step(),
                  schur.buses(),
                  each(schur.matrix(), v -> v * factor),
                  schur.rightHandSide());
            }));
  }

  @Test
  void aRightHandSideThatIsNotItsOwn() {
    convict(
        LEAF,
        LyingRegion.in(
            LEAF,
            RightHandSideUp.class,
            m -> {
              var up = (RightHandSideUp) m;
              double[] wrong = each(up.rightHandSide(), v -> v + 1);
              return new RightHandSideUp(m.step(), up.buses(), wrong, up.sums(), up.minima());
            }));
  }

  @Test
  void boundaryValuesThatAreNotItsOwn() {
    convictOrClear(
        LEAF,
        LyingRegion.in(
            LEAF,
            BoundaryValues.class,
            m -> {
              var values = (BoundaryValues) m;
              return new BoundaryValues(
                  m.step(), values.buses(), each(values.angles(), a -> -a), values.prices());
            }));
  }

  @Test
  void aSolutionThatIsNotTheOne() {
    convict(
        MIDDLE,
        LyingRegion.in(
            MIDDLE,
            SolutionDown.class,
            m -> {
              var down = (SolutionDown) m;
              double[] wrong = each(down.values(), v -> v + 3);
              return new SolutionDown(
                  m.step(), down.decision(), down.decisionValues(), down.buses(), wrong);
            }));
  }

  @Test
  void aPriceInItsResult() {
    convict(LEAF, LyingRegion.inResult(LEAF, part -> part.lmpUsdPerMwh()[0] += 1e-3));
  }

  @Test
  void anInjectionInItsResult() {
    convict(LEAF, LyingRegion.inResult(LEAF, part -> part.injectionMw()[0] += 1));
  }

  @Test
  void anAngleInItsResult() {
    convict(LEAF, LyingRegion.inResult(LEAF, part -> part.angleRad()[0] += 1e-6));
  }

  @Test
  void aLineDualInItsResult() {
    convict(MIDDLE, LyingRegion.inResult(MIDDLE, part -> part.lineDualUsdPerMwh()[0] += 2));
  }

  @Test
  void aFlowInItsResult() {
    convict(MIDDLE, LyingRegion.inResult(MIDDLE, part -> part.flowMw()[0] += 2));
  }

  @Test
  void aParentThatChangesItsChildsPartOnTheWayUp() {
    int child = MARKET.plan().regions().get(MIDDLE).tree().children().getFirst();
    int bus = MARKET.plan().regions().get(child).buses().getFirst();
    Suspicion suspicion =
        convict(
            MIDDLE,
            LyingRegion.inResult(
                MIDDLE, part -> part.lmpUsdPerMwh()[Arrays.binarySearch(part.buses(), bus)] += 1));
    assertThat(suspicion.evidence()).contains("ResultUp");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE})
  void numbersThatAreNone(double none) {
    for (int region : List.of(LEAF, MIDDLE, ROOT)) {
      convict(region, LyingRegion.of(region, (to, honest) -> twisted(honest, v -> none)));
    }
  }

  private static Content twisted(Content honest, DoubleUnaryOperator change) {
    if (!(honest instanceof Content.Step step)) {
      return honest;
    }
    RegionMessage told =
        switch (step.message()) {
          case TieCopies m ->
              new TieCopies(
                  m.step(), m.branchRows(), each(m.flows(), change), each(m.meanAngles(), change));
          case SumsUp m -> new SumsUp(m.step(), each(m.sums(), change), each(m.minima(), change));
          case DecisionDown m -> new DecisionDown(m.step(), m.decision(), each(m.values(), change));
          default -> step.message();
        };
    return new Content.Step(told);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void arraysOfAWrongLength(int length) {
    for (int region : List.of(LEAF, MIDDLE, ROOT)) {
      convict(
          region,
          LyingRegion.of(
              region,
              (to, honest) ->
                  honest instanceof Content.Step step
                      ? new Content.Step(resized(step.message(), length))
                      : honest));
    }
  }

  private static RegionMessage resized(RegionMessage honest, int length) {
    double[] some = new double[length];
    return switch (honest) {
      case TieCopies m -> new TieCopies(m.step(), new int[length], some, some);
      case BoundaryValues m -> new BoundaryValues(m.step(), new int[length], some, some);
      case SchurUp m -> new SchurUp(m.step(), m.buses(), some, some);
      case RightHandSideUp m -> new RightHandSideUp(m.step(), m.buses(), some, some, some);
      case SolutionDown m -> new SolutionDown(m.step(), m.decision(), some, m.buses(), some);
      case DecisionDown m -> new DecisionDown(m.step(), m.decision(), some);
      default -> honest;
    };
  }

  @Test
  void messagesOfAKindThatIsNotDue() {
    for (int region : List.of(LEAF, MIDDLE, ROOT)) {
      convict(
          region,
          LyingRegion.of(
              region,
              (to, honest) ->
                  honest instanceof Content.Step step && step.message().step() > 6
                      ? new Content.Step(
                          new DecisionDown(step.message().step(), Decision.REFINE, new double[0]))
                      : honest));
    }
  }

  @Test
  void aRootThatDecidesWhatTheSumsDoNotGive() {
    convict(
        ROOT,
        LyingRegion.in(
            ROOT,
            DecisionDown.class,
            m -> m.step() > 6 ? new DecisionDown(m.step(), Decision.ACCEPT, new double[0]) : m));
  }

  @Test
  void aRootThatHandsInADoctoredClearing() {
    DoctoredClearing dearer =
        honest -> {
          long[] prices = prices(honest);
          prices[0] += 30_000_000_000L;
          return new ClearingCertificate(
              honest.interval(),
              honest.booksRoot(),
              column(honest, honest::anglePicoRad, honest.buses()),
              column(honest, honest::injectionWatts, honest.buses()),
              prices,
              column(honest, honest::dualPicosPerMwh, honest.branches()));
        };
    assertThat(convict(ROOT, LyingRegion.of(ROOT, dearer)).kind()).isEqualTo(Kind.CLEARING);
  }

  private static long[] prices(ClearingCertificate honest) {
    return column(honest, honest::pricePicosPerMwh, honest.buses());
  }

  private static long[] column(
      ClearingCertificate honest, java.util.function.IntToLongFunction field, int count) {
    assertThat(honest.buses()).isPositive();
    return java.util.stream.IntStream.range(0, count).mapToLong(field).toArray();
  }

  @Test
  void aResponseThatItsBidsDoNotGiveIsLaidToTheRegionOrItsAggregator() {
    LyingRegion liar =
        LyingRegion.of(
            LEAF,
            (to, honest) ->
                honest instanceof Content.Responses r
                    ? new Content.Responses(
                        r.buses(),
                        Arrays.stream(r.lowWatts()).map(w -> w + 2_000_000).toArray(),
                        Arrays.stream(r.highWatts()).map(w -> w + 2_000_000).toArray(),
                        r.messages(),
                        r.bytes(),
                        r.rounds(),
                        r.part(),
                        r.trace())
                    : honest);
    Outcome outcome = run(LEAF, liar, Trouble.NONE);
    assertThat(outcome.exchange().submitted).noneMatch(LyingRegionTest::holds);
    assertThat(outcome.suspicions())
        .singleElement()
        .satisfies(
            suspicion -> {
              assertThat(suspicion.kind()).isEqualTo(Kind.RESPONSES);
              assertThat(suspicion.named()).hasSize(2).contains(name(LEAF));
            });
  }

  @Test
  void whoeverIsHonestIsNamedByNobody() {
    LyingRegion honest = LyingRegion.of(LEAF, (to, content) -> content);
    Outcome outcome = run(LEAF, honest, new Trouble(7, true, 10, 10));
    assertThat(honest.lies()).isZero();
    assertThat(outcome.exchange().submitted).anyMatch(LyingRegionTest::holds);
    assertThat(outcome.suspicions()).isEmpty();
  }

  @Test
  void theLiarIsNamedOverAnUnreliableNetworkToo() {
    for (long seed = 1; seed <= 4; seed++) {
      LyingRegion liar = LyingRegion.inResult(LEAF, part -> part.injectionMw()[0] += 1);
      Outcome outcome = run(LEAF, liar, new Trouble(seed, true, 5, 10));
      assertThat(outcome.exchange().submitted).noneMatch(LyingRegionTest::holds);
      assertThat(outcome.suspicions())
          .allMatch(suspicion -> suspicion.named().contains(name(LEAF)));
    }
  }
}
