package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.model.ParticipantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Where the validators are that somebody on this node talks to: a message goes straight to a
 * validator's actor, without the hops over sharding's regions and shards, while sharding confirms
 * every second that it is there. Otherwise, when the actor has ended, or after 3 s without an
 * answer, messages go by sharding. So a validator is still known by its name alone; a wrong place
 * can lose messages, as a network may.
 *
 * <p>Safe for use by several threads.
 */
final class ValidatorPlaces {
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);
  private static final long BELIEVED_NANOS = Duration.ofSeconds(3).toNanos();

  /** A name that nobody has talked to for so long is not asked for: it may be meant to rest. */
  private static final long TALKED_TO_NANOS = Duration.ofSeconds(2).toNanos();

  /** Those of each market. */
  private static final class OfMarkets implements Extension {
    private final Map<String, ValidatorPlaces> places = new ConcurrentHashMap<>();
  }

  /** Gives each actor system its own. */
  private static final ExtensionId<OfMarkets> ID =
      new ExtensionId<>() {
        @Override
        public OfMarkets createExtension(ActorSystem<?> system) {
          return new OfMarkets();
        }
      };

  private record Place(ActorRef<ToValidator> actor, long heardNanos) {}

  private final ClusterSharding sharding;
  private final EntityTypeKey<ToValidator> key;
  private final ActorRef<ToPlaces> register;
  private final Map<ParticipantId, Place> places = new ConcurrentHashMap<>();
  private final Map<ParticipantId, Long> toldNanos = new ConcurrentHashMap<>();

  private ValidatorPlaces(ActorSystem<?> system, String market) {
    this.sharding = ClusterSharding.get(system);
    this.key = ValidatorKeys.of(market);
    this.register =
        system.systemActorOf(
            Behaviors.setup(
                actor ->
                    Behaviors.withTimers(
                        timers -> {
                          timers.startTimerWithFixedDelay(new ToPlaces.AskAgain(), ASK_EVERY);
                          return Behaviors.receiveMessage(new Register(actor)::onMessage);
                        })),
            market.isEmpty() ? "validator-places" : "validator-places." + market,
            Props.empty());
  }

  static ValidatorPlaces get(ActorSystem<?> system) {
    return get(system, "");
  }

  /** Those of a market's validators. */
  static ValidatorPlaces get(ActorSystem<?> system, String market) {
    return system
        .registerExtension(ID)
        .places
        .computeIfAbsent(market, name -> new ValidatorPlaces(system, name));
  }

  /** Sends a message, which may be lost. */
  void tell(ParticipantId validator, ToValidator message) {
    long nowNanos = System.nanoTime();
    boolean isNew = toldNanos.put(validator, nowNanos) == null;
    Place place = places.get(validator);
    if (place != null && nowNanos - place.heardNanos() <= BELIEVED_NANOS) {
      place.actor().tell(message);
      return;
    }
    sharding.entityRefFor(key, validator.value()).tell(message);
    if (isNew) {
      register.tell(new ToPlaces.Seek(validator));
    }
  }

  /** Whether a message would go straight to the validator's actor now. */
  boolean isKnown(ParticipantId validator) {
    Place place = places.get(validator);
    return place != null && System.nanoTime() - place.heardNanos() <= BELIEVED_NANOS;
  }

  /** Asks and watches; it alone writes places. */
  private final class Register {
    private final ActorContext<ToPlaces> actor;
    private final SecureRandom random = new SecureRandom();

    /** The newest question to each, by its token: older ones are void. */
    private final Map<Long, ParticipantId> asked = new HashMap<>();

    private Register(ActorContext<ToPlaces> actor) {
      this.actor = actor;
    }

    private Behavior<ToPlaces> onMessage(ToPlaces message) {
      switch (message) {
        case ToPlaces.Seek seek -> ask(seek.validator());
        case ToPlaces.Found found -> onFound(found);
        case ToPlaces.Gone gone ->
            places.computeIfPresent(
                gone.validator(), (_, place) -> place.actor().equals(gone.actor()) ? null : place);
        case ToPlaces.AskAgain _ -> askAgain();
      }
      return Behaviors.same();
    }

    private void askAgain() {
      long nowNanos = System.nanoTime();
      toldNanos.values().removeIf(told -> nowNanos - told > TALKED_TO_NANOS);
      toldNanos.keySet().forEach(this::ask);
    }

    private void ask(ParticipantId validator) {
      asked.values().removeIf(validator::equals);
      long token = random.nextLong();
      asked.put(token, validator);
      sharding
          .entityRefFor(key, validator.value())
          .tell(new ToValidator.Locate(new ActorSeeker(actor.getSelf()), token));
    }

    private void onFound(ToPlaces.Found found) {
      ParticipantId validator = asked.remove(found.token());
      if (validator == null) {
        return; // Late, or made up.
      }
      Place before = places.put(validator, new Place(found.actor(), System.nanoTime()));
      if (before == null || !before.actor().equals(found.actor())) {
        if (before != null) {
          actor.unwatch(before.actor());
        }
        actor.watchWith(found.actor(), new ToPlaces.Gone(validator, found.actor()));
      }
    }
  }
}
