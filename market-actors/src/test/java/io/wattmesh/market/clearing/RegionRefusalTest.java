package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.message.RegionMessage.TieCopies;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.market.clearing.RegionEffect.Refuse;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Messages that a region does not take in, and that its clearing is none the worse for. */
class RegionRefusalTest {
  private static final long INTERVAL = 5;
  private static final ClearingFixture MARKET = ClearingFixture.seed();
  private static final int ROOT = MARKET.plan().root();
  private static final int OTHER = MARKET.plan().regions().get(ROOT).neighbours().getFirst();
  private static final int OTHER_BUS = MARKET.plan().regions().get(OTHER).buses().getFirst();
  private static final int ROOT_BUS = MARKET.plan().regions().get(ROOT).buses().getFirst();

  private static byte[] step(long interval, Hash books, int from, int to, RegionMessage message) {
    return new RegionEnvelope(interval, books, from, to, new Content.Step(message)).toBytes();
  }

  private static SignedEnvelope signed(String signer, String keyOf, byte[] payload) {
    return CONTEXT.sign(MessageType.REGION_MESSAGE, signer, payload, key(keyOf));
  }

  private static final RegionMessage LIE =
      new TieCopies(1, new int[] {0}, new double[] {99}, new double[] {1});

  private static SignedEnvelope fromOther(byte[] payload) {
    return signed("region-" + OTHER, "region-" + OTHER, payload);
  }

  private static SignedEnvelope curveOf(String signer, int bus, CostCurve curve) {
    byte[] payload = new BusCurveMessage(INTERVAL, BOOKS, bus, curve).toBytes();
    return CONTEXT.sign(MessageType.BUS_CURVE, signer, payload, key(signer));
  }

  /** Everything that must be refused aloud by the root region. */
  private static List<SignedEnvelope> refusable() {
    byte[] honest = step(INTERVAL, BOOKS, OTHER, ROOT, LIE);
    String other = "region-" + OTHER;
    var otherChain = new SigningContext(hash("another genesis"), 1);
    var messages = new ArrayList<SignedEnvelope>();
    messages.add(signed(other, "mallory", honest));
    messages.add(signed("mallory", "mallory", honest));
    messages.add(otherChain.sign(MessageType.REGION_MESSAGE, other, honest, key(other)));
    messages.add(fromOther(step(INTERVAL, BOOKS, ROOT, ROOT, LIE)));
    messages.add(fromOther(step(INTERVAL, BOOKS, OTHER, OTHER, LIE)));
    messages.add(fromOther(step(INTERVAL, BOOKS, 77, ROOT, LIE)));
    messages.add(fromOther(new byte[] {1, 2, 3}));
    messages.add(fromOther(new byte[0]));
    messages.add(CONTEXT.sign(MessageType.BID, other, honest, key(other)));
    messages.add(curveOf("aggregator-bus-" + OTHER_BUS, ROOT_BUS, CostCurve.fixed(500)));
    messages.add(curveOf("aggregator-bus-" + OTHER_BUS, OTHER_BUS, CostCurve.fixed(500)));
    messages.add(nanCurve());
    messages.add(unevenResponses());
    return messages;
  }

  private static SignedEnvelope nanCurve() {
    byte[] payload =
        new CanonicalWriter()
            .i64(INTERVAL)
            .hash(BOOKS)
            .i32(ROOT_BUS)
            .f64s(new double[] {Double.NaN})
            .f64s(new double[] {0})
            .toByteArray();
    String aggregator = "aggregator-bus-" + ROOT_BUS;
    return CONTEXT.sign(MessageType.BUS_CURVE, aggregator, payload, key(aggregator));
  }

  private static SignedEnvelope unevenResponses() {
    byte[] payload =
        new CanonicalWriter()
            .i64(INTERVAL)
            .hash(BOOKS)
            .i32(OTHER)
            .i32(ROOT)
            .u8(2)
            .i32s(new int[] {1, 2, 3})
            .i64s(new long[] {0})
            .i64s(new long[] {0})
            .i64(0)
            .i64(0)
            .i32(0)
            .hash(hash("some part"))
            .f64s(new double[0])
            .f64s(new double[0])
            .toByteArray();
    return fromOther(payload);
  }

  @Test
  void forgedMisaddressedAndMalformedMessagesAreRefusedAndChangeNothing() {
    byte[] undisturbed = new RegionExchange(MARKET, INTERVAL, Trouble.NONE).run().encode();
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    RegionDesk desk = exchange.desk(ROOT);
    desk.begin(INTERVAL, BOOKS);
    for (SignedEnvelope message : refusable()) {
      assertThat(desk.receive(message)).singleElement().isInstanceOf(Refuse.class);
    }
    assertThat(exchange.run().encode()).isEqualTo(undisturbed);
  }

  @Test
  void messagesOfOtherIntervalsAndOtherBooksChangeNothing() {
    byte[] undisturbed = new RegionExchange(MARKET, INTERVAL, Trouble.NONE).run().encode();
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    RegionDesk desk = exchange.desk(ROOT);
    desk.begin(INTERVAL, BOOKS);
    assertThat(desk.receive(fromOther(step(INTERVAL - 1, BOOKS, OTHER, ROOT, LIE)))).isEmpty();
    assertThat(desk.receive(fromOther(step(INTERVAL + 1, BOOKS, OTHER, ROOT, LIE)))).isEmpty();
    assertThat(desk.receive(fromOther(step(INTERVAL, hash("edited"), OTHER, ROOT, LIE)))).isEmpty();
    assertThat(desk.receive(MARKET.busCurve(INTERVAL, hash("edited"), ROOT_BUS))).isEmpty();
    assertThat(exchange.run().encode()).isEqualTo(undisturbed);
  }

  @Test
  void aCurveIsTakenOnceAndALaterOneOfTheSameBusChangesNothing() {
    byte[] undisturbed = new RegionExchange(MARKET, INTERVAL, Trouble.NONE).run().encode();
    var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
    exchange.desk(OTHER).begin(INTERVAL, BOOKS);
    // What the begun region sends is lost here; repetition mends it.
    exchange.desk(OTHER).receive(MARKET.busCurve(INTERVAL, BOOKS, OTHER_BUS));
    exchange
        .desk(OTHER)
        .receive(curveOf("aggregator-bus-" + OTHER_BUS, OTHER_BUS, CostCurve.fixed(500)));
    assertThat(exchange.run().encode()).isEqualTo(undisturbed);
  }

  @Test
  void signedNonsenseOfANeighbourNeverThrows() {
    var random = new Random(3);
    var desk = new RegionDesk(MARKET.post(ROOT));
    desk.begin(INTERVAL, BOOKS);
    MARKET
        .plan()
        .regions()
        .get(ROOT)
        .buses()
        .forEach(bus -> desk.receive(MARKET.busCurve(INTERVAL, BOOKS, bus)));
    for (int round = 0; round < 300; round++) {
      int sender = random.nextBoolean() ? OTHER : 3 - OTHER - ROOT;
      double[] some = new double[random.nextInt(4)];
      var message =
          random.nextBoolean()
              ? new SumsUp(1 + random.nextInt(3), some, new double[random.nextInt(3)])
              : new TieCopies(1 + random.nextInt(3), new int[random.nextInt(2)], some, some);
      String signer = "region-" + sender;
      desk.receive(signed(signer, signer, step(INTERVAL, BOOKS, sender, ROOT, message)));
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      desk.receive(signed(signer, signer, noise));
    }
    desk.end(INTERVAL);
    assertThat(desk.again()).isEmpty();
  }

  @Test
  void absurdAnswersOfOtherRegionsEndInGivingUpRatherThanInAnError() {
    for (long absurd : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      var exchange = new RegionExchange(MARKET, INTERVAL, Trouble.NONE);
      var content =
          new Content.Responses(
              new int[] {OTHER_BUS},
              new long[] {absurd},
              new long[] {absurd},
              0,
              0,
              0,
              hash("some part"),
              ResidualTrace.NONE);
      byte[] payload = new RegionEnvelope(INTERVAL, BOOKS, OTHER, ROOT, content).toBytes();
      exchange.desk(ROOT).begin(INTERVAL, BOOKS);
      exchange.desk(ROOT).receive(fromOther(payload));
      exchange.begin();
      exchange.settle();
      assertThat(exchange.submitted).isEmpty();
      assertThat(exchange.givenUp).hasSize(1);
    }
  }

  @Test
  void earlyMessagesAreUsedWhenTheIntervalBegins() {
    // A leaf of the tree speaks first, once it has its curves.
    var desk = new RegionDesk(MARKET.post(OTHER));
    assertThat(desk.receive(MARKET.busCurve(INTERVAL, BOOKS, OTHER_BUS))).isEmpty();
    assertThat(desk.begin(INTERVAL, BOOKS)).isNotEmpty();
  }

  @Test
  void anIntervalWhoseBooksAreFrozenInMidClearingWaitsForTheOtherToEnd() {
    var desk = new RegionDesk(MARKET.post(OTHER));
    desk.receive(MARKET.busCurve(INTERVAL, BOOKS, OTHER_BUS));
    assertThat(desk.begin(INTERVAL, BOOKS)).isNotEmpty();
    assertThat(desk.begin(INTERVAL + 1, BOOKS)).isEmpty();
    assertThat(desk.receive(MARKET.busCurve(INTERVAL + 1, BOOKS, OTHER_BUS))).isEmpty();
    assertThat(desk.end(INTERVAL)).isNotEmpty();
    assertThat(desk.begin(INTERVAL, BOOKS)).as("it is over").isEmpty();
  }

  @Test
  void anEarlierIntervalWhoseBooksAreFrozenLaterIsClearedAllTheSame() {
    var desk = new RegionDesk(MARKET.post(OTHER));
    desk.receive(MARKET.busCurve(INTERVAL + 1, BOOKS, OTHER_BUS));
    assertThat(desk.begin(INTERVAL + 1, BOOKS)).isNotEmpty();
    assertThat(desk.end(INTERVAL + 1)).isEmpty();
    desk.receive(MARKET.busCurve(INTERVAL, BOOKS, OTHER_BUS));
    assertThat(desk.begin(INTERVAL, BOOKS)).isNotEmpty();
  }

  @Test
  void earlyMessagesOfStrangersAreRefusedAndThoseOfNeighboursAreFew() {
    var desk = new RegionDesk(MARKET.post(OTHER));
    for (int k = 0; k < 500; k++) {
      byte[] payload = step(INTERVAL + k, BOOKS, ROOT, OTHER, LIE);
      assertThat(desk.receive(signed("region-" + ROOT, "mallory", payload)))
          .singleElement()
          .isInstanceOf(Refuse.class);
      assertThat(desk.receive(signed("region-" + ROOT, "region-" + ROOT, payload))).isEmpty();
    }
    assertThat(desk)
        .extracting("early")
        .asInstanceOf(InstanceOfAssertFactories.collection(Object.class))
        .hasSize(16);
    // Its own aggregator still finds room.
    desk.receive(MARKET.busCurve(INTERVAL, BOOKS, OTHER_BUS));
    assertThat(desk.begin(INTERVAL, BOOKS)).isNotEmpty();
  }

  @Test
  void beforeItsCurvesAreHereARegionKeepsOneMessageAStepOfEachNeighbour() {
    var desk = new RegionDesk(MARKET.post(ROOT));
    desk.begin(INTERVAL, BOOKS);
    for (int step = 1; step < 2_000; step++) {
      RegionMessage ahead = new TieCopies(step, new int[] {0}, new double[] {step}, new double[1]);
      assertThat(desk.receive(fromOther(step(INTERVAL, BOOKS, OTHER, ROOT, ahead)))).isEmpty();
      assertThat(desk.receive(fromOther(step(INTERVAL, BOOKS, OTHER, ROOT, ahead)))).isEmpty();
    }
    assertThat(desk)
        .extracting("active.value.beforeStart")
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void aBusIsSpokenForByTheAggregatorThatTheLedgerNamesAndByNoOther() {
    String second = "aggregator-bus-" + ROOT_BUS + "-2";
    SignedEnvelope ofSecond = MARKET.busCurve(second, INTERVAL, BOOKS, ROOT_BUS);
    SignedEnvelope ofFirst = MARKET.busCurve(INTERVAL, BOOKS, ROOT_BUS);

    var byFirst = new RegionDesk(MARKET.postWithSubstitutes(ROOT));
    byFirst.begin(INTERVAL, BOOKS);
    assertThat(byFirst.receive(ofSecond)).singleElement().isInstanceOf(Refuse.class);
    assertThat(byFirst.receive(ofFirst)).noneMatch(Refuse.class::isInstance);

    var bySecond = new RegionDesk(MARKET.postWithSubstitutes(ROOT));
    bySecond.begin(INTERVAL, BOOKS, Map.of(ROOT_BUS, 1));
    assertThat(bySecond.receive(ofFirst)).singleElement().isInstanceOf(Refuse.class);
    assertThat(bySecond.receive(ofSecond)).noneMatch(Refuse.class::isInstance);
    SignedEnvelope third =
        MARKET.busCurve("aggregator-bus-" + ROOT_BUS + "-3", INTERVAL, BOOKS, ROOT_BUS);
    assertThat(bySecond.receive(third)).singleElement().isInstanceOf(Refuse.class);
  }

  @Test
  void aCurveThatComesBeforeTheLedgersWordIsJudgedByIt() {
    String second = "aggregator-bus-" + ROOT_BUS + "-2";
    var desk = new RegionDesk(MARKET.postWithSubstitutes(ROOT));
    assertThat(desk.receive(MARKET.busCurve(second, INTERVAL, BOOKS, ROOT_BUS))).isEmpty();
    assertThat(desk.receive(MARKET.busCurve(INTERVAL, BOOKS, ROOT_BUS))).isEmpty();
    assertThat(desk.begin(INTERVAL, BOOKS, Map.of(ROOT_BUS, 1)))
        .filteredOn(Refuse.class::isInstance)
        .singleElement()
        .asString()
        .contains("aggregator-bus-" + ROOT_BUS + " ");
  }
}
