package io.wattmesh.market.store.actor;

import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidStore.StoredBid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Writes the bids of all aggregators of a node, those that arrive while the disk is busy together:
 * one sync serves them all. A failed write stops the actor, and with it the acknowledgements: what
 * is not durable is never promised.
 */
public final class BidStoreActor {
  /** What the store is asked. */
  public sealed interface Command {}

  /** Make these durable, then tell. */
  public record Store(List<StoredBid> bids, Runnable stored) implements Command {
    public Store {
      bids = List.copyOf(bids);
    }
  }

  /** Read a bus's bids back. */
  public record Load(int bus, ActorRef<Loaded> replyTo) implements Command {}

  /** A bus's bids. */
  public record Loaded(List<StoredBid> bids) {
    public Loaded {
      bids = List.copyOf(bids);
    }
  }

  /** Forget single bids. */
  public record Drop(List<StoredBid> bids) implements Command {
    public Drop {
      bids = List.copyOf(bids);
    }
  }

  /** Forget a bus's bids up to an interval. */
  public record Remove(int bus, long interval) implements Command {}

  /**
   * Close an interval's book, then tell which of its bids are stored where other lives of the
   * aggregator may have stored some.
   */
  public record CloseBook(int bus, long interval, Consumer<List<StoredBid>> closed)
      implements Command {}

  private record Flush() implements Command {}

  private final ActorContext<Command> actor;
  private final BidStore store;
  private final List<Store> waiting = new ArrayList<>();

  private BidStoreActor(ActorContext<Command> actor, BidStore store) {
    this.actor = actor;
    this.store = store;
  }

  /** Takes over the store and closes it in the end. */
  public static Behavior<Command> create(BidStore store) {
    return Behaviors.setup(
        actor -> {
          var writer = new BidStoreActor(actor, store);
          return Behaviors.receive(Command.class)
              .onAnyMessage(writer::onMessage)
              .onSignal(PostStop.class, signal -> writer.onStop())
              .build();
        });
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Store write -> onStore(write);
      case Flush flush -> onFlush();
      case Load load -> load.replyTo().tell(new Loaded(store.load(load.bus())));
      case Drop drop -> store.remove(drop.bids());
      case CloseBook book -> book.closed().accept(store.closeBook(book.bus(), book.interval()));
      case Remove remove -> store.removeUpTo(remove.bus(), remove.interval());
    }
    return Behaviors.same();
  }

  private void onStore(Store write) {
    if (waiting.isEmpty()) {
      actor.getSelf().tell(new Flush());
    }
    waiting.add(write);
  }

  private void onFlush() {
    store.put(waiting.stream().flatMap(write -> write.bids().stream()).toList());
    waiting.forEach(write -> write.stored().run());
    waiting.clear();
  }

  private Behavior<Command> onStop() {
    store.close();
    return Behaviors.same();
  }
}
