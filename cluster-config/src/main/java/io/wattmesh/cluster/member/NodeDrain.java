package io.wattmesh.cluster.member;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What a node does when it is told to stop, beside what Pekko does by itself:
 *
 * <pre>
 *   no new bids ──► gateway closes ──► books of closed gates are committed, or time is up
 *     ──► wakers stop ──► shards are handed over ──► stores close
 * </pre>
 *
 * <p>A node that the others have taken down doesn't wait for books: its aggregators begin elsewhere
 * in a moment, whatever it does.
 */
final class NodeDrain {
  /** Pekko gives the phase up a little later than the node gives its books up. */
  static final Duration SLACK = Duration.ofSeconds(1);

  private static final List<CoordinatedShutdown.Reason> NOT_IN_ORDER =
      List.of(
          CoordinatedShutdown.clusterDowningReason(),
          CoordinatedShutdown.clusterJoinUnsuccessfulReason(),
          CoordinatedShutdown.incompatibleConfigurationDetectedReason());

  /** A node that can be drained. Called on threads of the shutdown. */
  interface Drained {
    /** It takes no bids from now on. */
    void begin();

    /** Is done, with their number, when the books of closed gates are committed. */
    CompletableFuture<Integer> booksCommitted();

    /** What came of the books. */
    void onBooks(int committed);

    /** They are left to whoever takes over. */
    void onBooksLeft();

    void stopWaking();

    /** No actor runs any more. */
    void close();
  }

  private NodeDrain() {}

  /**
   * @param most how long books are waited for
   */
  static void arrange(ActorSystem<?> system, Duration most, Drained node) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(), "take-no-bids", () -> does(node::begin));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "finish-interval",
        () -> finish(shutdown, most, node));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceStop(), "stop-waking", () -> does(node::stopWaking));
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(),
        "close-stores",
        () -> CompletableFuture.supplyAsync(() -> done(node::close)));
  }

  private static CompletionStage<Done> does(Runnable step) {
    return CompletableFuture.completedFuture(done(step));
  }

  private static Done done(Runnable step) {
    step.run();
    return Done.getInstance();
  }

  private static CompletionStage<Done> finish(
      CoordinatedShutdown shutdown, Duration most, Drained node) {
    if (shutdown.getShutdownReason().map(NOT_IN_ORDER::contains).orElse(false)) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return node.booksCommitted()
        .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (books, late) ->
                done(
                    () -> {
                      if (late == null) {
                        node.onBooks(books);
                      } else {
                        node.onBooksLeft();
                      }
                    }));
  }
}
