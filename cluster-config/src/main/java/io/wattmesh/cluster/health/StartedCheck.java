package io.wattmesh.cluster.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** The node's own startup check, made by Pekko Management. */
public final class StartedCheck implements Supplier<CompletionStage<Boolean>> {
  private final NodeHealth health;

  public StartedCheck(ActorSystem system) {
    this.health = NodeHealth.get(Adapter.toTyped(system));
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(health.isStarted());
  }
}
