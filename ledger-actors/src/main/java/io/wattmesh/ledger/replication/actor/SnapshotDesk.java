package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.ledger.replication.DivergenceReport;
import io.wattmesh.ledger.replication.SnapshotKeeper;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.ToValidator.SnapshotFound;
import io.wattmesh.ledger.replication.ToValidator.SnapshotMade;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.NoteFile;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * A validator's snapshots: made and read beside its voting, what came of it told to it as a
 * message; what is fetched from others is kept in its own turn.
 */
final class SnapshotDesk {
  private final ActorContext<ToValidator> actor;
  private final ValidatorActor.Post post;
  private final SnapshotKeeper snapshots;
  private final Executor beside;

  SnapshotDesk(ActorContext<ToValidator> actor, ValidatorActor.Post post, LedgerStore store) {
    this.actor = actor;
    this.post = post;
    this.snapshots = new SnapshotKeeper(store, post.options().snapshots());
    this.beside = actor.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** Called on the validator's thread. */
  void carryOut(SnapshotWork work) {
    switch (work) {
      case SnapshotWork.Make make ->
          actor.pipeToSelf(
              CompletableFuture.runAsync(() -> snapshots.make(make), beside),
              (done, failure) ->
                  new SnapshotMade(Optional.ofNullable(failure).map(SnapshotDesk::cause)));
      case SnapshotWork.Read read ->
          actor.pipeToSelf(
              CompletableFuture.supplyAsync(() -> snapshots.read(read), beside),
              (found, failure) ->
                  failure == null
                      ? new SnapshotFound(found)
                      : new SnapshotMade(Optional.of(cause(failure))));
      case SnapshotWork.Diverged diverged -> writeDown(diverged);
      case SnapshotWork.BeginFetch _, SnapshotWork.KeepChunk _, SnapshotWork.Install _ ->
          snapshots.keep(work);
    }
  }

  /** How this validator's state differs from the certified one. */
  void writeDown(SnapshotWork.Diverged diverged) {
    NoteFile.write(
        post.divergenceFile(), DivergenceReport.json(post.name(), diverged.divergence()));
  }

  private static Throwable cause(Throwable failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }
}
