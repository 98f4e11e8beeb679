package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;

/**
 * What comes from another epoch, or from one who is no validator of this one. Nothing of it counts
 * in this epoch. Who is behind is shown the changes of epochs since; who is ahead is asked for
 * them; and whoever is or was a validator may ask for blocks, so that joiners and observers follow.
 */
final class OtherEpochs {
  private final ReplicaState state;
  private final Syncing syncing;
  private final Serving serving;
  private final SnapshotServing snapshots;
  private final SnapshotFetching fetching;
  private long nextAskMillis = Long.MIN_VALUE;

  OtherEpochs(
      ReplicaState state,
      Syncing syncing,
      Serving serving,
      SnapshotServing snapshots,
      SnapshotFetching fetching) {
    this.state = state;
    this.syncing = syncing;
    this.serving = serving;
    this.snapshots = snapshots;
    this.fetching = fetching;
  }

  /** Whether a message is this role's: not from a validator within this epoch. */
  boolean concerns(SignedEnvelope envelope) {
    return envelope.context().chainId().equals(state.electorate().context().chainId())
        && (envelope.type() == MessageType.EPOCH_CHANGES
            || envelope.context().epoch() != state.electorate().epoch()
            || state.electorate().indexOf(envelope.signer()).isEmpty());
  }

  void onMessage(ConsensusMessage message) {
    SignedEnvelope envelope = message.envelope();
    Optional<ParticipantId> sender = ParticipantId.parse(envelope.signer());
    if (sender.isEmpty() || sender.get().equals(state.identity.name())) {
      return;
    }
    if (envelope.type() == MessageType.EPOCH_CHANGES) {
      onChanges(envelope.payload());
    } else if (envelope.context().epoch() > state.electorate().epoch()) {
      onAhead(sender.get(), envelope);
    } else {
      onBehind(sender.get(), envelope);
    }
  }

  /**
   * It proves itself, whoever sent it. Each validator tells all others of a new epoch, so most of
   * these are no news; then the keys in them, whose check is the dearest part, are not looked at.
   */
  private void onChanges(byte[] payload) {
    if (EpochChanges.claimedEpoch(payload) > state.epochs.known()) {
      EpochChanges changes =
          CanonicalReader.readAll(
              payload, in -> EpochChanges.readWithKeys(in, state.electorate().check()::key));
      state
          .epochs
          .learn(changes)
          .ifPresent(
              why ->
                  state.out.refused(
                      RefusalReason.BAD_CERTIFICATE, "Changes of epochs: " + why + "."));
    }
    syncing.followEpoch();
  }

  /** Blocks prove themselves too; for the rest, the way to that epoch is asked for. */
  private void onAhead(ParticipantId sender, SignedEnvelope envelope) {
    if (envelope.type() == MessageType.SNAPSHOT_REPLY && isOfProvenEpoch(envelope)) {
      fetching.onReply(sender, envelope);
      return;
    }
    state.out.refused(
        RefusalReason.OTHER_EPOCH,
        "%s is of epoch %d, this is epoch %d."
            .formatted(envelope, envelope.context().epoch(), state.electorate().epoch()));
    if (envelope.type() == MessageType.CHAIN_REPLY) {
      syncing.onForeignReply(envelope);
    }
    if (state.now.monotonicMillis() >= nextAskMillis) {
      nextAskMillis = state.now.monotonicMillis() + state.options.baseTimeoutMillis();
      state.send(sender, syncing.request());
    }
  }

  private boolean isOfProvenEpoch(SignedEnvelope envelope) {
    return state
        .epochs
        .find(envelope.context().epoch())
        .filter(epoch -> epoch.electorate().refusal(envelope).isEmpty())
        .isPresent();
  }

  private void onBehind(ParticipantId sender, SignedEnvelope envelope) {
    if (!state.epochs.isFromKnown(envelope)) {
      state.out.refused(
          RefusalReason.NOT_AUTHENTIC,
          envelope + ": no validator of this or an earlier epoch signed it.");
      return;
    }
    EpochChanges since = state.epochs.since(envelope.context().epoch());
    if (!since.changes().isEmpty()) {
      state.out.refused(
          RefusalReason.OTHER_EPOCH,
          "%s is of epoch %d, this is epoch %d."
              .formatted(envelope, envelope.context().epoch(), state.electorate().epoch()));
      tell(List.of(sender), since);
    }
    if (envelope.type() == MessageType.CHAIN_REQUEST) {
      serving.onRequest(sender, envelope);
    } else if (envelope.type() == MessageType.SNAPSHOT_REQUEST && since.changes().isEmpty()) {
      snapshots.onRequest(sender, envelope); // Who is in an earlier epoch could not judge it.
    }
  }

  /** Tells both epochs' validators that the new one has begun. */
  void announce() {
    tell(state.epochs.neighbours(), state.epochs.since(state.electorate().epoch() - 1));
  }

  private void tell(List<ParticipantId> to, EpochChanges changes) {
    SignedEnvelope envelope = state.sign(MessageType.EPOCH_CHANGES, changes.toBytes());
    if (to.size() == 1) {
      state.send(to.getFirst(), envelope);
    } else {
      state.broadcast(to, envelope);
    }
  }
}
