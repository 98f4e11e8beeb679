package io.wattmesh.cluster.member;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What a node does when it is told to stop, beside what Pekko does by itself: what is told to stop
 * wakes nothing more; shards go next, by Pekko's own phases; stores close last.
 */
final class NodeDrain {
  private NodeDrain() {}

  /**
   * @param begin called first
   * @param close called when no actor runs any more
   */
  static void arrange(ActorSystem<?> system, Runnable begin, Runnable close) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop-waking",
        () -> {
          begin.run();
          return done();
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(),
        "close-stores",
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  close.run();
                  return Done.getInstance();
                }));
  }

  private static CompletionStage<Done> done() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
