package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A validator's place as another node sees it, over TCP; validators only note what comes. */
class ValidatorPlacesTest {
  private static final ParticipantId VALIDATOR = new ParticipantId("validator-0");
  private static final String ROLE = "validator";

  private enum Answer {
    RIGHT,
    FOREIGN_TOKEN,
    NONE
  }

  private final List<ActorTestKit> nodes = new ArrayList<>();
  private final Map<ActorTestKit, AtomicInteger> delivered = new ConcurrentHashMap<>();
  private volatile Answer answer = Answer.RIGHT;

  private final ActorTestKit seeker = node("seeker");
  private final ValidatorPlaces places = ValidatorPlaces.get(seeker.system());

  private ActorTestKit node(String role) {
    Config roles = ConfigFactory.parseMap(Map.of("pekko.cluster.roles", List.of(role)));
    ActorTestKit kit =
        ActorTestKit.create("places", roles.withFallback(ConfigFactory.load("one-node")));
    nodes.add(kit);
    delivered.put(kit, new AtomicInteger());
    Cluster cluster = Cluster.get(kit.system());
    cluster
        .manager()
        .tell(Join.create(Cluster.get(nodes.getFirst().system()).selfMember().address()));
    await("node joins", () -> cluster.selfMember().status().equals(MemberStatus.up()));
    ClusterSharding.get(kit.system())
        .init(
            Entity.of(ValidatorKeys.VALIDATOR, entity -> validator(delivered.get(kit)))
                .withRole(ROLE));
    return kit;
  }

  private Behavior<ToValidator> validator(AtomicInteger count) {
    return Behaviors.setup(
        actor ->
            Behaviors.receiveMessage(
                message -> {
                  switch (message) {
                    case ToValidator.Deliver _ -> count.incrementAndGet();
                    case ToValidator.Locate locate when answer != Answer.NONE -> {
                      long token = locate.token() + (answer == Answer.RIGHT ? 0 : 1);
                      ((ActorSeeker) locate.seeker())
                          .actor()
                          .tell(new ToPlaces.Found(token, actor.getSelf()));
                    }
                    default -> {}
                  }
                  return Behaviors.same();
                }));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadlineNanos);
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a test waits.", e);
    }
  }

  private void tell() {
    places.tell(VALIDATOR, new ToValidator.Deliver(new byte[] {1}));
  }

  private boolean arrivesAt(ActorTestKit node) {
    int before = delivered.get(node).get();
    tell();
    pause();
    return delivered.get(node).get() > before;
  }

  private void awaitPlace() {
    await(
        "the place is known",
        () -> {
          tell();
          return places.isKnown(VALIDATOR);
        });
  }

  @AfterEach
  void stop() {
    nodes.reversed().forEach(kit -> ActorTestKit.shutdown(kit.system(), Duration.ofSeconds(20)));
  }

  @Test
  void messages_go_by_sharding_at_first_then_straight_and_by_sharding_to_where_it_moved() {
    ActorTestKit home = node(ROLE);
    await("by sharding", () -> arrivesAt(home));
    awaitPlace();
    await("straight", () -> arrivesAt(home));

    ActorTestKit other = node(ROLE);
    Cluster leaving = Cluster.get(home.system());
    leaving.manager().tell(Leave.create(leaving.selfMember().address()));
    await("at its new place", () -> arrivesAt(other));
    int atHome = delivered.get(home).get();
    awaitPlace();
    await("straight to its new place", () -> arrivesAt(other));
    assertThat(delivered.get(home)).hasValue(atHome);
  }

  @Test
  void one_that_answers_no_longer_gets_its_messages_by_sharding() {
    ActorTestKit home = node(ROLE);
    awaitPlace();
    answer = Answer.NONE;
    await(
        "the place is forgotten",
        () -> {
          tell();
          return !places.isKnown(VALIDATOR);
        });
    await("by sharding", () -> arrivesAt(home));
  }

  @Test
  void an_answer_to_a_question_that_was_not_asked_makes_no_place() {
    answer = Answer.FOREIGN_TOKEN;
    ActorTestKit home = node(ROLE);
    await("by sharding", () -> arrivesAt(home));
    long untilNanos = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < untilNanos) {
      tell();
      pause();
      assertThat(places.isKnown(VALIDATOR)).isFalse();
    }
    await("by sharding still", () -> arrivesAt(home));
  }
}
