package io.wattmesh.consensus.replica;

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
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Optional;

/** What the roles of one replica share. */
final class ReplicaState {
  final Identity identity;
  final ReplicaOptions options;
  final CertificateVerifier certificates;
  final LeaderSchedule leaders;
  final BlockTree tree;
  final TransactionPool pool;
  final Pacemaker pacemaker;
  final Outbox out = new Outbox();

  Now now = new Now(0, 0);
  SafetyRow row;
  QuorumCertificate highQc;
  Optional<TimeoutCertificate> highTc = Optional.empty();
  Optional<CommitProof> highCommit = Optional.empty();

  ReplicaState(
      Identity identity,
      ReplicaOptions options,
      CertificateVerifier certificates,
      Recovered recovered) {
    this.identity = identity;
    this.options = options;
    this.certificates = certificates;
    this.leaders = LeaderSchedule.roundRobin(identity.electorate().size());
    this.tree = new BlockTree(recovered.tip());
    this.pool = new TransactionPool(options.maxPoolBytes());
    this.pacemaker = new Pacemaker(options.baseTimeoutMillis());
    this.row = recovered.row();
    this.highQc = QuorumCertificate.genesis(recovered.genesisId());
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

  /** Which of a block's batch certificates does not hold, if one does not. */
  Optional<String> batchRefusal(BlockOutline outline) {
    return outline.certificates().stream()
        .flatMap(certificate -> certificates.refusal(certificate).stream())
        .findFirst()
        .map(reason -> "A batch's certificate does not hold: " + reason);
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

  /** Signs what is not the safety rules' business: requests and replies. */
  SignedEnvelope sign(MessageType type, byte[] payload) {
    return electorate().sign(self(), type, payload, identity.signer());
  }

  void send(int validator, SignedEnvelope envelope) {
    out.add(new Effect.Send(validator, new ConsensusMessage(envelope, syncInfo()).toBytes()));
  }

  void broadcast(SignedEnvelope envelope) {
    out.add(new Effect.Broadcast(new ConsensusMessage(envelope, syncInfo()).toBytes()));
  }
}
