package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.message.SnapshotReply;
import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a validator still does that has halted because its state differs: if the others make a
 * snapshot of just that state, it asks them for the manifest, a few times, for theirs is made while
 * they go on, and says in which keys the first difference lies. It signs nothing else.
 */
final class DivergenceInquiry {
  private static final int MAX_TIMES_ASKED = 20;

  private final ReplicaState state;
  private Optional<Divergence> open;
  private int timesAsked;

  DivergenceInquiry(ReplicaState state, Divergence divergence) {
    this.state = state;
    boolean comparable =
        divergence.after().isPresent()
            && divergence.height() % state.options.snapshots().everyBlocks() == 0;
    this.open = comparable ? Optional.of(divergence) : Optional.empty();
  }

  /** Asks everybody, unless that is done or in vain. */
  void onTick() {
    if (open.isPresent() && timesAsked < MAX_TIMES_ASKED) {
      timesAsked++;
      var request = new SnapshotRequest(open.get().height(), SnapshotRequest.MANIFEST);
      state.broadcast(state.sign(MessageType.SNAPSHOT_REQUEST, request.toBytes()));
      state.out.add(
          new Effect.StartTimer(state.now.monotonicMillis() + state.options.baseTimeoutMillis()));
    }
  }

  void onReceived(byte[] bytes) {
    if (open.isPresent()) {
      manifest(bytes).ifPresent(manifest -> compare(open.get(), manifest));
    }
  }

  private Optional<SnapshotManifest> manifest(byte[] bytes) {
    try {
      SignedEnvelope envelope = ConsensusMessage.ofBytes(bytes).envelope();
      if (envelope.type() != MessageType.SNAPSHOT_REPLY
          || state.electorate().refusal(envelope).isPresent()) {
        return Optional.empty();
      }
      return envelope
          .payload(SnapshotReply::read)
          .content()
          .map(SnapshotManifest::ofBytes)
          .filter(this::isCertified);
    } catch (MalformedBytesException e) {
      return Optional.empty(); // From a faulty validator; another may send a good one.
    }
  }

  private boolean isCertified(SnapshotManifest manifest) {
    CertificateVerifier certificates = state.certificates;
    return certificates.refusal(manifest.proof()).isEmpty();
  }

  private void compare(Divergence divergence, SnapshotManifest manifest) {
    if (!manifest.blockId().equals(divergence.blockId())) {
      return;
    }
    var differing = new ArrayList<String>();
    manifest.cut().forEachDifference(divergence.after().orElseThrow(), differing::add);
    if (!differing.isEmpty()) {
      open = Optional.empty();
      state.out.add(
          new Effect.Snapshot(
              new Effect.SnapshotWork.Diverged(divergence.at(differing.getFirst()))));
    }
  }
}
