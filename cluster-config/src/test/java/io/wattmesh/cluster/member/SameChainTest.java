package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Valid$;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;

class SameChainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Settings settings(Map<String, Object> further) {
    var options = new HashMap<String, Object>(further);
    options.put("market.start", "2026-11-30T12:00:00Z");
    options.put("market.scenario", "default");
    options.put("node.port", 0);
    return Settings.load(Optional.empty(), Map.of(), options);
  }

  private static Config saying(int chain) {
    return SameChain.in(ConfigFactory.empty(), Map.of("", hash(chain)));
  }

  private static Hash hash(int chain) {
    var bytes = new byte[Hash.BYTES];
    bytes[0] = (byte) chain;
    return Hash.of(bytes);
  }

  @Test
  void who_has_another_chain_is_kept_out_and_who_does_not_say_is_let_in() {
    var door = new SameChain();

    assertThat(door.check(saying(1), saying(1))).isEqualTo(Valid$.MODULE$);
    assertThat(door.check(ConfigFactory.empty(), saying(1))).isEqualTo(Valid$.MODULE$);
    assertThat(door.check(saying(1), ConfigFactory.empty())).isEqualTo(Valid$.MODULE$);
    assertThat(door.check(saying(1), saying(2)))
        .isInstanceOfSatisfying(
            Invalid.class,
            no -> assertThat(no.errorMessages().head()).contains(hash(1).hex(), hash(2).hex()));
  }

  @Test
  void of_several_markets_those_that_both_carry_must_be_the_same() {
    var door = new SameChain();
    Config both = SameChain.in(ConfigFactory.empty(), Map.of("north", hash(1), "south", hash(2)));

    assertThat(door.check(SameChain.in(ConfigFactory.empty(), Map.of("south", hash(2))), both))
        .isEqualTo(Valid$.MODULE$);
    assertThat(door.check(SameChain.in(ConfigFactory.empty(), Map.of("west", hash(3))), both))
        .isEqualTo(Valid$.MODULE$);
    assertThat(door.check(SameChain.in(ConfigFactory.empty(), Map.of("south", hash(3))), both))
        .isInstanceOfSatisfying(
            Invalid.class, no -> assertThat(no.errorMessages().head()).contains("south"));
  }

  /** Two systems on loopback. */
  @Test
  void a_guest_of_another_market_is_told_so() throws IOException, InterruptedException {
    Settings settings = settings(Map.of());
    NodeSettings node = NodeSettings.of(settings);
    ActorSystem<Void> first =
        ActorSystem.create(
            Behaviors.empty(),
            PekkoConfig.SYSTEM,
            // A node's process ends with its actor system; here others go on.
            ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                .withFallback(SameChain.in(PekkoConfig.of(settings, node), Map.of("", hash(1)))));
    try {
      Cluster cluster = Cluster.get(first);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
      int port = cluster.selfMember().address().getPort().orElseThrow();
      Settings other = settings(Map.of("node.seeds", List.of("127.0.0.1:" + port)));
      NodeSettings guestNode = NodeSettings.of(other);
      ScenarioMarket market = MarketMaker.make(guestNode);

      try (ClusterGuest guest =
          ClusterGuest.join(
              other,
              guestNode,
              market,
              List.of("load"),
              new ClusterGuest.Ears(block -> {}, halted -> {}),
              "own",
              Behaviors.ignore())) {
        assertThatThrownBy(() -> guest.awaitCaughtUp(PATIENCE))
            .isInstanceOf(UserErrorException.class)
            .hasMessageContaining(market.genesis().chainId().hex())
            .hasMessageContaining("the same market section");
        assertThat(guest.isGone()).isTrue();
      }
    } finally {
      first.terminate();
      first.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
