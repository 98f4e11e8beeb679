package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.message.SnapshotReply;
import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.snapshot.AskerBudgets;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;

/**
 * Hands snapshots out to those who are far behind. The shell reads them from the store while this
 * validator goes on voting; each asker gets so much a second.
 */
final class SnapshotServing {
  private final ReplicaState state;
  private final AskerBudgets budgets;

  SnapshotServing(ReplicaState state, AskerBudgets budgets) {
    this.state = state;
    this.budgets = budgets;
  }

  void onRequest(ParticipantId sender, SignedEnvelope envelope) {
    SnapshotRequest request = envelope.payload(SnapshotRequest::read);
    long now = state.now.monotonicMillis();
    if (!budgets.admits(sender, now)) {
      state.out.refused(
          RefusalReason.ASKS_TOO_MUCH,
          "%s asks for %s; it has to wait.".formatted(sender.value(), request));
      return;
    }
    budgets.begin(sender, now);
    state.out.add(new Effect.Snapshot(new Effect.SnapshotWork.Read(sender, request)));
  }

  void onRead(Input.SnapshotRead read) {
    long bytes = read.content().map(content -> content.length).orElse(0);
    budgets.end(read.asker(), bytes, state.now.monotonicMillis());
    var reply = new SnapshotReply(read.request(), read.content());
    state.send(read.asker(), state.sign(MessageType.SNAPSHOT_REPLY, reply.toBytes()));
  }
}
