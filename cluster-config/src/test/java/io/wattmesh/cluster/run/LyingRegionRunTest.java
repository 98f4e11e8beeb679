package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.market.clearing.Suspicion;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node in which one region lies in its result in the first of three intervals: that one
 * ends void and is settled as stated, the liar is named, and the others clear.
 */
@Tag("seed-5")
class LyingRegionRunTest {
  private static final String MARKET =
      """
      name: liar
      description: A triangle in three regions, one of which lies.
      seed: 1
      grid:
        case: seed_3bus_triangle
        branch-limits: {0: 20}
        regions: 3
      start: 2025-04-10T12:00:00Z
      intervals: 3
      """
          + ThreeBidders.TERMS_OF_TWO;

  /** Bytes of a region envelope and its step before the arrays; formats.md, 15. */
  private static final int ARRAYS_AT = 8 + 32 + 4 + 4 + 1 + 1 + 4;

  private static final int KIND_AT = ARRAYS_AT - 5;
  private static final int RESULT_UP = 8;

  @TempDir private Path temp;

  private final AtomicInteger lies = new AtomicInteger();

  /** Puts the liar's words in the place of its honest ones as they arrive at the others. */
  private final class Mail extends BehaviorInterceptor<ToRegion, ToRegion> {
    private final ScenarioMarket market;
    private final int liar;

    Mail(ScenarioMarket market, int liar) {
      super(ToRegion.class);
      this.market = market;
      this.liar = liar;
    }

    @Override
    public Behavior<ToRegion> aroundReceive(
        TypedActorContext<ToRegion> context, ToRegion message, ReceiveTarget<ToRegion> target) {
      return target.apply(
          context,
          message instanceof ToRegion.Signed signed
              ? new ToRegion.Signed(twisted(signed.envelope()))
              : message);
    }

    private SignedEnvelope twisted(SignedEnvelope honest) {
      byte[] payload = honest.payload();
      boolean result =
          honest.type() == MessageType.REGION_MESSAGE
              && honest.signer().equals("region-" + liar)
              && ByteBuffer.wrap(payload).getLong() == 0
              && payload[KIND_AT] == RESULT_UP;
      if (!result) {
        return honest;
      }
      lies.incrementAndGet();
      var numbers = ByteBuffer.wrap(payload);
      int buses = numbers.getInt(ARRAYS_AT);
      int injectionAt = ARRAYS_AT + 4 + 4 * buses + 4 + 8 * buses + 4;
      numbers.putDouble(injectionAt, numbers.getDouble(injectionAt) + 1);
      return market
          .genesis()
          .signingContext()
          .sign(honest.type(), honest.signer(), payload, market.clearing().regionKey(liar));
    }
  }

  @Test
  void theIntervalIsVoidAndSettledTheLiarNamedAndTheNextOnesClear() {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.parse("liar.yaml", MARKET), temp);
    int liar = leaf(market);
    RegionStarter lying =
        (post, ledger, observers, shards) ->
            Behaviors.intercept(
                () -> new Mail(market, liar),
                ClearingRegionActor.create(post, ledger, observers, shards));
    try (MarketRun run = MarketRun.start(market, 3, temp, lying)) {
      run.run(interval -> {});
      assertThat(lies).hasPositiveValue();
      assertVoid(market, run.collector().result(0).orElseThrow());
      assertThat(run.suspicions()).containsOnlyKeys(0L);
      assertNamed(liar, run.suspicions().get(0L));
      for (long interval = 1; interval < 3; interval++) {
        IntervalResult cleared = run.collector().result(interval).orElseThrow();
        assertThat(cleared.voided()).isFalse();
        assertThat(cleared.verdict().orElseThrow().isValid()).isTrue();
        assertThat(cleared.settled()).isPresent();
      }
    }
  }

  /** By its words against its bids, and since it shows the honest ones, by its words alone. */
  private static void assertNamed(int liar, List<Suspicion> suspicions) {
    assertThat(suspicions)
        .allSatisfy(
            suspicion ->
                assertThat(suspicion.named()).containsExactly(new ParticipantId("region-" + liar)))
        .anySatisfy(
            suspicion -> {
              assertThat(suspicion.kind()).isEqualTo(Suspicion.Kind.DEVIATION);
              assertThat(suspicion.evidence()).contains("ResultUp");
            });
  }

  private static int leaf(ScenarioMarket market) {
    for (int region = 0; region < market.clearing().regions(); region++) {
      if (!market.region(region).network().tree().isRoot()) {
        return region;
      }
    }
    throw new AssertionError("One region has no other to lie to.");
  }

  /** Nothing is awarded, and what was delivered all the same is paid at the stated price. */
  private static void assertVoid(ScenarioMarket market, IntervalResult result) {
    assertThat(result.voided()).isTrue();
    long stated = market.genesis().parameters().voidPriceMicrosPerMwh();
    List<SettlementStatement> statements = result.settled().orElseThrow().statements();
    assertThat(statements).isNotEmpty();
    for (SettlementStatement statement : statements) {
      assertThat(statement.priceMicrosPerMwh()).isEqualTo(stated);
      assertThat(statement.awardedJoules()).isZero();
      assertThat(statement.paymentMicros()).isZero();
      if (statement.deliveredJoules() == 0) {
        assertThat((double) statement.deviationMicros()).isCloseTo(0, within(0.5));
      }
    }
  }
}
