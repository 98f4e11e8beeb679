package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.BlockTree;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.pacemaker.LeaderSchedule;
import io.wattmesh.consensus.pacemaker.Pacemaker;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What the roles of one replica share. */
final class ReplicaState {
  final Identity identity;
  final Epochs epochs;
  final ReplicaOptions options;
  final CertificateVerifier certificates;
  final LeaderSchedule leaders;
  private final Replica.LeadersFactory schedules;
  private final List<ParticipantId> others;
  final BlockTree tree;
  final TransactionPool pool;
  final Pacemaker pacemaker;
  final Outbox out;

  Now now = new Now(0, 0);
  SafetyRow row;
  QuorumCertificate highQc;
  Optional<TimeoutCertificate> highTc = Optional.empty();
  Optional<CommitProof> highCommit = Optional.empty();
  Optional<ReplicaStatus.FailedRound> lastFailed = Optional.empty();

  /** The end of this epoch, from the commit of its last block on. */
  Optional<EpochChange> ended = Optional.empty();

  /** A snapshot of a later epoch, from its installation on. */
  Optional<InstalledSnapshot> installed = Optional.empty();

  private Optional<ReplicaStatus.Lack> lack = Optional.empty();

  /** In the newest of the epochs, at the tip that was recovered or committed last. */
  ReplicaState(
      Epochs epochs,
      ReplicaOptions options,
      Replica.LeadersFactory schedules,
      Recovered recovered,
      TransactionPool pool,
      Outbox out) {
    this.identity = epochs.identity();
    this.epochs = epochs;
    this.options = options;
    this.certificates = epochs.certificates();
    this.schedules = schedules;
    this.leaders = schedules.create(electorate().validators());
    this.tree = new BlockTree(recovered.tip());
    this.pool = pool;
    this.out = out;
    this.pacemaker = new Pacemaker(options.baseTimeoutMillis());
    this.row = recovered.row();
    this.highQc = certificates.base();
    this.others = namesOfOthers();
  }

  private List<ParticipantId> namesOfOthers() {
    return electorate().validators().validators().stream()
        .map(Validator::id)
        .filter(name -> !name.equals(identity.name()))
        .toList();
  }

  int self() {
    return identity.index();
  }

  Electorate electorate() {
    return identity.electorate();
  }

  long round() {
    return pacemaker.round();
  }

  /** The validators that are not among these, which are given by index. */
  List<ParticipantId> allBut(Set<Integer> validators) {
    return IntStream.range(0, electorate().size())
        .filter(validator -> !validators.contains(validator))
        .mapToObj(this::nameOf)
        .toList();
  }

  /** The name of a validator of this epoch. */
  ParticipantId nameOf(int validator) {
    return electorate().validators().get(validator).id();
  }

  /** Which of a block's batch certificates does not hold, if one does not. */
  Optional<String> batchRefusal(BlockOutline outline) {
    for (BatchCertificate certificate : outline.certificates()) {
      Optional<String> refusal = certificates.refusal(certificate);
      if (refusal.isPresent()) {
        return refusal.map(reason -> "A batch's certificate does not hold: " + reason);
      }
    }
    return Optional.empty();
  }

  SyncInfo syncInfo() {
    return new SyncInfo(highQc, highTc, highCommit);
  }

  /** Makes the row durable, if it is a new one. */
  void persist(SafetyRow newRow) {
    if (!newRow.equals(row)) {
      row = newRow;
      out.add(new Effect.PersistSafety(newRow));
    }
  }

  /** Nobody gives what this replica needs to go on from its last committed block: says so. */
  void lacks(RefusalReason reason, String what) {
    lack = Optional.of(new ReplicaStatus.Lack(tree.tip().header().height(), reason, what));
    out.refused(reason, what);
  }

  /** Somebody answers again. */
  void answered() {
    lack = lack.filter(one -> one.reason() != RefusalReason.NOBODY_ANSWERS);
  }

  /** What this replica needed in vain, if it has come no further since. */
  Optional<ReplicaStatus.Lack> lack() {
    return lack.filter(one -> one.aboveHeight() == tree.tip().header().height());
  }

  /** By how many of the newest committed headers the leaders of an epoch are drawn. */
  long leadersMemory(Electorate ofEpoch) {
    return schedules.create(ofEpoch.validators()).memory();
  }

  /** Signs what is not the safety rules' business: requests and replies. */
  SignedEnvelope sign(MessageType type, byte[] payload) {
    return sign(identity, type, payload);
  }

  private static SignedEnvelope sign(Identity identity, MessageType type, byte[] payload) {
    SigningContext context = identity.electorate().context();
    String name = identity.name().value();
    return new SignedEnvelope(
        context,
        type,
        name,
        payload,
        identity.signer().sign(context.preimage(type, name, payload)));
  }

  /**
   * Asks one in the newest epoch that is proven here: whoever is in a later one than the asker
   * shows the way there instead of answering.
   */
  void ask(ParticipantId to, MessageType type, byte[] payload) {
    Epochs.Epoch newest = epochs.newest();
    SyncInfo beside =
        newest.number() == electorate().epoch()
            ? syncInfo()
            : new SyncInfo(newest.certificates().base(), Optional.empty(), Optional.empty());
    SignedEnvelope envelope = sign(identity.in(newest.electorate()), type, payload);
    out.add(new Effect.Send(to, new ConsensusMessage(envelope, beside).toBytes()));
  }

  void send(int validator, SignedEnvelope envelope) {
    send(nameOf(validator), envelope);
  }

  void send(ParticipantId to, SignedEnvelope envelope) {
    out.add(new Effect.Send(to, new ConsensusMessage(envelope, syncInfo()).toBytes()));
  }

  void broadcast(SignedEnvelope envelope) {
    broadcast(others, envelope);
  }

  void broadcast(List<ParticipantId> to, SignedEnvelope envelope) {
    out.add(new Effect.Broadcast(to, new ConsensusMessage(envelope, syncInfo()).toBytes()));
  }
}
