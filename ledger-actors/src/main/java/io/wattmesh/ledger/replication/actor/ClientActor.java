package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.Asker;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.client.ClientEffect;
import io.wattmesh.proto.client.PreparedCall;
import io.wattmesh.proto.client.TransactionClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A participant's client: {@link TransactionClient} with a clock and a way to the validators. */
public final class ClientActor {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final TransactionClient client;
  private final ValidatorPlaces places;
  private final ActorRef<ToClient> self;
  private final Map<Long, Consumer<ToClient.Answer>> answers = new HashMap<>();

  private ClientActor(TransactionClient client, ValidatorPlaces places, ActorRef<ToClient> self) {
    this.client = client;
    this.places = places;
    this.self = self;
  }

  /**
   * @param client is used on the actor's thread alone from now on
   */
  public static Behavior<ToClient> create(TransactionClient client) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new ToClient.LookAgain(), LOOK_EVERY);
                  var places = ValidatorPlaces.get(actor.getSystem());
                  var shell = new ClientActor(client, places, actor.getSelf());
                  return Behaviors.receiveMessage(shell::onMessage);
                }));
  }

  private Behavior<ToClient> onMessage(ToClient message) {
    switch (message) {
      case ToClient.Submit submit -> onSubmit(submit);
      case ToClient.Replied replied -> carryOut(client.onReply(replied.reply(), nowMillis()));
      case ToClient.LookAgain look -> carryOut(client.tick(nowMillis()));
    }
    return Behaviors.same();
  }

  private void onSubmit(ToClient.Submit submit) {
    Optional<String> refusal = client.refusal();
    if (refusal.isPresent()) {
      submit.answers().accept(new ToClient.Answer.NotTaken(refusal.get()));
      return;
    }
    PreparedCall call = client.prepare(submit.contract(), submit.method(), submit.arguments());
    answers.put(call.nonce(), submit.answers());
    carryOut(client.submit(call, nowMillis()));
  }

  private void carryOut(List<ClientEffect> effects) {
    for (ClientEffect effect : effects) {
      switch (effect) {
        case ClientEffect.Submit submit -> submit(submit);
        case ClientEffect.Decided decided ->
            answers
                .remove(decided.nonce())
                .accept(new ToClient.Answer.Decided(decided.nonce(), decided.verdict()));
      }
    }
  }

  private void submit(ClientEffect.Submit submit) {
    places.tell(
        submit.validator(),
        new ToValidator.Submit(
            submit.transaction(), Optional.of(new Asker(new ActorAddress(self), submit.epoch()))));
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
