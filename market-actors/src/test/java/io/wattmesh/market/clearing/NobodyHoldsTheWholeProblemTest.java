package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.BoundaryValues;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.ResultUp;
import io.wattmesh.grid.clearing.message.RegionMessage.RightHandSideUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SchurUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SolutionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.message.RegionMessage.TieCopies;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.TieLine;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.RegionExchange.Crossing;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import io.wattmesh.proto.crypto.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No actor holds the whole problem: all that crosses between regions in a clearing of the 30-bus
 * case in four regions is looked at byte by byte.
 */
@Tag("seed-1")
class NobodyHoldsTheWholeProblemTest {
  private static final long INTERVAL = 9;

  /** Sums of the acceleration and of the start price's sections are the longest. */
  private static final int MAX_SUMS = 400;

  private static ClearingFixture market;
  private static RegionExchange exchange;
  private static ClearingCertificate certificate;

  @BeforeAll
  static void clear() {
    market = ClearingFixture.case30(4, 4);
    exchange = new RegionExchange(market, INTERVAL, Trouble.NONE);
    certificate = exchange.run();
  }

  private static RegionNetwork region(int number) {
    return market.plan().regions().get(number);
  }

  private static RegionMessage step(Crossing crossing) {
    RegionEnvelope envelope = RegionEnvelope.ofBytes(crossing.envelope().payload());
    return envelope.content() instanceof Content.Step step ? step.message() : null;
  }

  @Test
  void fourRegionsClearTheCaseWithACertificateThatHolds() {
    Verdict verdict = ChoiceChecker.check(market.rounded().model(), certificate, market.busBids());
    assertThat(verdict).matches(Verdict::isValid);
    assertThat(exchange.crossings).hasSizeGreaterThan(100);
  }

  @Test
  void everyCrossingMessageIsSignedByItsSenderForItsAddressee() {
    for (Crossing crossing : exchange.crossings) {
      String sender = "region-" + crossing.from();
      assertThat(crossing.envelope().type()).isEqualTo(MessageType.REGION_MESSAGE);
      assertThat(crossing.envelope().signer()).isEqualTo(sender);
      assertThat(crossing.envelope().isSignedBy(key(sender).verificationKey(), CONTEXT)).isTrue();
      RegionEnvelope envelope = RegionEnvelope.ofBytes(crossing.envelope().payload());
      assertThat(envelope.from()).isEqualTo(crossing.from());
      assertThat(envelope.to()).isEqualTo(crossing.to());
      assertThat(envelope.interval()).isEqualTo(INTERVAL);
    }
  }

  @Test
  void noBidNoLoadAndNoInnerLineIsInAnyPayload() {
    int searched = 0;
    for (Crossing crossing : exchange.crossings) {
      Set<Double> published = published(crossing);
      byte[] payload = crossing.envelope().payload();
      for (RegionNetwork owner : market.plan().regions()) {
        PrivateNumbers secrets = PrivateNumbers.of(market, owner);
        searched += secrets.size();
        assertThat(secrets.foundIn(payload, published))
            .as(
                "private numbers of region %d in %s from region %d to %d",
                owner.region(), step(crossing), crossing.from(), crossing.to())
            .isEmpty();
      }
      String text = new String(payload, StandardCharsets.ISO_8859_1);
      assertThat(text).doesNotContain("load-", "offer-");
    }
    assertThat(searched).isGreaterThan(10_000);
  }

  @Test
  void theSearchFindsANumberThatIsThere() {
    RegionNetwork owner = region(0);
    double secret = owner.innerLines().getFirst().susceptanceMwPerRad();
    var leak = new SumsUp(3, new double[] {1, secret}, new double[0]);
    byte[] payload =
        new RegionEnvelope(INTERVAL, ClearingFixture.BOOKS, 0, 1, new Content.Step(leak)).toBytes();
    assertThat(PrivateNumbers.of(market, owner).foundIn(payload, Set.of())).isNotEmpty();
    int bus = owner.buses().getFirst();
    byte[] curve = market.busCurve(INTERVAL, ClearingFixture.BOOKS, bus).payload();
    assertThat(PrivateNumbers.of(market, owner).foundIn(curve, Set.of())).isNotEmpty();
  }

  /**
   * What may be told although it is also somebody's own number: the injections and prices of a
   * result; the lowest and the highest price of a whole subtree, between which the search for a
   * first price begins; and a line between two interface buses, which a Schur complement on them
   * shows as it is.
   */
  private static Set<Double> published(Crossing crossing) {
    var numbers = new HashSet<Double>();
    switch (step(crossing)) {
      case ResultUp m -> {
        Arrays.stream(m.part().injectionMw()).map(Math::abs).forEach(numbers::add);
        Arrays.stream(m.part().lmpUsdPerMwh()).map(Math::abs).forEach(numbers::add);
      }
      case SumsUp m when m.step() == 1 ->
          Arrays.stream(m.minima()).map(Math::abs).forEach(numbers::add);
      case DecisionDown m when m.step() <= 4 ->
          Arrays.stream(m.values()).map(Math::abs).forEach(numbers::add);
      case SchurUp m -> {
        Set<Integer> ends = new HashSet<>();
        Arrays.stream(m.buses()).forEach(ends::add);
        double base = region(crossing.from()).baseMva();
        market.plan().regions().stream()
            .flatMap(region -> region.innerLines().stream())
            .filter(line -> ends.contains(line.fromBus()) && ends.contains(line.toBus()))
            .forEach(line -> numbers.add(line.susceptanceMwPerRad() / base));
      }
      case null -> {}
      default -> {}
    }
    return numbers;
  }

  @Test
  void whatCrossesIsOfTheSharedBordersOrASumOrAResult() {
    for (Crossing crossing : exchange.crossings) {
      RegionNetwork sender = region(crossing.from());
      switch (RegionEnvelope.ofBytes(crossing.envelope().payload()).content()) {
        case Content.Step step -> assertBounded(sender, crossing.to(), step.message());
        case Content.Responses responses -> {
          assertThat(crossing.to()).isEqualTo(market.plan().root());
          assertThat(responses.buses())
              .containsExactly(sender.buses().stream().mapToInt(Integer::intValue).toArray());
        }
        case Content.Resend resend -> throw new AssertionError("nothing was lost: " + resend);
      }
    }
  }

  private static void assertBounded(RegionNetwork sender, int to, RegionMessage message) {
    List<TieLine> shared =
        sender.tieLines().stream().filter(t -> t.otherRegion(sender.region()) == to).toList();
    switch (message) {
      case TieCopies m -> {
        assertThat(m.branchRows())
            .containsExactly(shared.stream().mapToInt(t -> t.branch().row()).toArray());
        assertThat(m.flows()).hasSameSizeAs(m.branchRows());
        assertThat(m.meanAngles()).hasSameSizeAs(m.branchRows());
      }
      case BoundaryValues m -> {
        var ends = new TreeSet<Integer>();
        shared.forEach(t -> ends.addAll(List.of(t.branch().fromBus(), t.branch().toBus())));
        ends.retainAll(sender.buses());
        assertThat(m.buses()).containsExactly(ends.stream().mapToInt(Integer::intValue).toArray());
        assertThat(m.angles()).hasSameSizeAs(m.buses());
        assertThat(m.prices()).hasSameSizeAs(m.buses());
      }
      case SchurUp m -> {
        assertInterface(sender, to, m.buses());
        assertThat(m.matrix()).hasSize(4 * m.buses().length * m.buses().length);
        assertThat(m.rightHandSide().length).isIn(entries(m.buses(), 1), entries(m.buses(), 2));
      }
      case RightHandSideUp m -> {
        assertInterface(sender, to, m.buses());
        assertThat(m.rightHandSide()).hasSize(entries(m.buses(), 1));
        assertThat(m.sums().length + m.minima().length).isLessThan(MAX_SUMS);
      }
      case SolutionDown m -> {
        assertThat(ints(region(to).tree().separator())).containsExactly(m.buses());
        assertThat(m.values().length).isIn(entries(m.buses(), 1), entries(m.buses(), 2));
        assertThat(m.decisionValues().length).isLessThan(MAX_SUMS);
      }
      case SumsUp m -> {
        assertThat(to).isEqualTo(sender.tree().parent());
        assertThat(m.sums().length + m.minima().length).isLessThan(MAX_SUMS);
      }
      case DecisionDown m -> {
        assertThat(sender.tree().children()).contains(to);
        assertThat(m.values().length).isLessThan(MAX_SUMS);
      }
      case ResultUp m -> {
        assertThat(to).isEqualTo(sender.tree().parent());
        assertResult(m.part());
      }
    }
  }

  /** A pair of numbers a bus, for each of some right-hand sides. */
  private static int entries(int[] buses, int rightHandSides) {
    return 2 * rightHandSides * buses.length;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void assertInterface(RegionNetwork sender, int to, int[] buses) {
    assertThat(to).isEqualTo(sender.tree().parent());
    assertThat(buses).containsExactly(ints(sender.tree().separator()));
  }

  /** Prices, angles, injections and duals as they stand in the public certificate. */
  private static void assertResult(ResultPart part) {
    for (int k = 0; k < part.buses().length; k++) {
      int bus = part.buses()[k];
      int index =
          IntStream.range(0, market.rounded().model().buses())
              .filter(i -> market.rounded().model().busNumber(i) == bus)
              .findFirst()
              .orElseThrow();
      assertThat(Math.rint(part.lmpUsdPerMwh()[k] * 1e12))
          .isEqualTo((double) certificate.pricePicosPerMwh(index));
    }
  }

  @Test
  void aRegionsViewOfTheNetworkIsItsOwnBusesItsInnerLinesAndItsTieLines() {
    var seen = new TreeSet<Integer>();
    for (int number = 0; number < market.regions(); number++) {
      RegionPost post = market.post(number);
      Set<Integer> own = Set.copyOf(post.network().buses());
      assertThat(Collections.disjoint(own, seen)).isTrue();
      seen.addAll(own);
      for (Branch line : post.network().innerLines()) {
        assertThat(own).contains(line.fromBus(), line.toBus());
      }
      for (TieLine tie : post.network().tieLines()) {
        assertThat(own.contains(tie.branch().fromBus()))
            .isNotEqualTo(own.contains(tie.branch().toBus()));
      }
      assertThat(own).containsAll(post.aggregators().keySet());
    }
    assertThat(seen).hasSize(30);
  }

  @Test
  void aBusCurveHoldsTheSumAndNotTheBidsOfItsParticipants() {
    for (int bus : market.bids().keySet()) {
      byte[] payload = market.busCurve(INTERVAL, ClearingFixture.BOOKS, bus).payload();
      String text = new String(payload, StandardCharsets.ISO_8859_1);
      assertThat(text).doesNotContain("load-", "offer-");
      BusCurveMessage message = BusCurveMessage.ofBytes(payload);
      assertThat(message.bus()).isEqualTo(bus);
      assertThat(message.curve().size()).isLessThanOrEqualTo(2 * market.bids().get(bus).size());
    }
  }

  @Test
  void aRegionRefusesTheCurveOfAnotherRegionsBus() {
    for (int bus : market.bids().keySet()) {
      for (int number = 0; number < market.regions(); number++) {
        var desk = new RegionDesk(market.post(number));
        desk.begin(INTERVAL, ClearingFixture.BOOKS);
        List<RegionEffect> effects =
            desk.receive(market.busCurve(INTERVAL, ClearingFixture.BOOKS, bus));
        boolean refused = effects.stream().anyMatch(RegionEffect.Refuse.class::isInstance);
        assertThat(refused).isEqualTo(number != market.regionOf(bus));
      }
    }
  }
}
