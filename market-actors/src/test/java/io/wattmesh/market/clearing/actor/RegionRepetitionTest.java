package io.wattmesh.market.clearing.actor;

import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.clearing.ClearingFixture;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.ClusterKit;
import io.wattmesh.market.message.actor.EntityKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A region that waits repeats what it said, whatever else is said to it meanwhile. */
class RegionRepetitionTest {
  private static final long INTERVAL = 1;
  private static final ClearingFixture MARKET = ClearingFixture.seed();
  private static final ClusterKit CLUSTER = ClusterKit.start();
  private static TestProbe<ToRegion> others;

  @BeforeAll
  static void record() {
    others = CLUSTER.kit().createTestProbe();
    CLUSTER.record(EntityKeys.REGION, (id, message) -> others.ref().tell(message));
  }

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  /** A leaf of the tree, which speaks first and then waits for the root, which is mute here. */
  private static ActorRef<ToRegion> waitingLeaf() {
    int leaf = MARKET.plan().regions().get(MARKET.plan().root()).neighbours().getFirst();
    TestProbe<SubmitTransaction> ledger = CLUSTER.kit().createTestProbe();
    ActorRef<ToRegion> region =
        CLUSTER
            .kit()
            .spawn(
                ClearingRegionActor.create(
                    MARKET.post(leaf),
                    ledger.ref(),
                    new ClearingRegionActor.Observers(
                        figures -> {}, failure -> {}, abandoned -> {})));
    region.tell(new ToRegion.ClearingBegins(INTERVAL, BOOKS));
    region.tell(curve(leaf));
    return region;
  }

  private static ToRegion.Signed curve(int region) {
    int bus = MARKET.plan().regions().get(region).buses().getFirst();
    return new ToRegion.Signed(MARKET.busCurve(INTERVAL, BOOKS, bus));
  }

  @Test
  void newsThatDoNotMoveItPutOffNoRepetitionAndTheEndOfTheIntervalEndsIt() {
    ActorRef<ToRegion> region = waitingLeaf();
    ToRegion first = others.receiveMessage();
    int root = MARKET.plan().root();
    var repeated = new ArrayList<ToRegion>();
    for (int k = 0; k < 25 && repeated.isEmpty(); k++) {
      // What another region repeats, or a stranger sends, at short notice for five seconds.
      region.tell(curve(root));
      try {
        repeated.add(others.receiveMessage(Duration.ofMillis(200)));
      } catch (AssertionError nothingYet) {
        assertThat(repeated).isEmpty();
      }
    }
    assertThat(repeated).isEqualTo(List.of(first));
    region.tell(new ToRegion.ClearingEnded(INTERVAL));
    others.expectNoMessage(Duration.ofMillis(3_200));
  }
}
