package io.wattmesh.consensus.certificate;

import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.QuorumSignatures;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.model.Hash;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Judges certificates: signers are distinct validators of the epoch, they have a quorum of its
 * power, and every signature holds. A good certificate is remembered by the digest of all of its
 * bytes, so that it costs its signatures once; a bad one is not, so that nothing can fill the
 * memory. One instance belongs to one replica: validators share no verdicts.
 */
public final class CertificateVerifier {
  private static final int REMEMBERED = 512;

  private final Electorate electorate;

  /** The validators of the epoch before, who certified the block that this epoch begins with. */
  private final Optional<CertificateVerifier> before;

  private final QuorumCertificate base;

  /**
   * The good one that was asked about last, and will be again: to compare is less than to digest.
   */
  private QuorumCertificate newest;

  private final Set<Hash> good =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  public CertificateVerifier(Electorate electorate, Hash genesisId) {
    this.electorate = electorate;
    this.before = Optional.empty();
    this.base = QuorumCertificate.genesis(genesisId);
    this.newest = base;
  }

  /**
   * Of an epoch that follows another.
   *
   * @param predecessors the validators of the epoch before
   * @param base their certificate on its last block
   */
  public CertificateVerifier(
      Electorate electorate, Electorate predecessors, QuorumCertificate base) {
    this.electorate = electorate;
    this.before = Optional.of(new CertificateVerifier(predecessors, Hash.ZERO));
    this.base = base;
    this.newest = base;
  }

  /** The certificate that the epoch begins with, on genesis or the last block before it. */
  public QuorumCertificate base() {
    return base;
  }

  /**
   * The round that a certificate opens: the next one; or, after another epoch's last block, the one
   * after that, for those validators used the next one to commit the block.
   */
  public long opens(QuorumCertificate certificate) {
    boolean handsOver = before.isPresent() && certificate.blockId().equals(base.blockId());
    return Math.addExact(certificate.round(), handsOver ? 2 : 1);
  }

  /** Whether a proof is of the last block of the epoch before. */
  public boolean isOfBase(CommitProof proof) {
    return before.isPresent() && proof.committedId().equals(base.blockId());
  }

  /** What is wrong with the certificate, if anything. Only genesis needs no votes. */
  public Optional<String> refusal(QuorumCertificate certificate) {
    if (certificate.equals(newest) || certificate.equals(base)) {
      return Optional.empty();
    }
    if (before.isPresent() && certificate.blockId().equals(base.blockId())) {
      return before.get().refusal(certificate);
    }
    if (certificate.round() <= certificate.content().parentRound()
        || certificate.content().parentRound() < 0) {
      return Optional.of(
          "round %d is not above the parent's round %d"
              .formatted(certificate.round(), certificate.content().parentRound()));
    }
    Optional<String> refusal =
        remembering(
            certificate.toBytes(),
            () ->
                signersRefusal(certificate.signatures().keySet())
                    .or(() -> voteRefusal(certificate)));
    if (refusal.isEmpty()) {
      newest = certificate;
    }
    return refusal;
  }

  /** What is wrong with the certificate, if anything, its highest quorum certificate included. */
  public Optional<String> refusal(TimeoutCertificate certificate) {
    long stated = certificate.highestQcRound();
    long held = certificate.highQc().round();
    if (held < stated || held >= certificate.round()) {
      return Optional.of(
          ("the timeout certificate of round %d holds a quorum certificate of round %d; it must be "
                  + "below %d and at least the %d that a signer stated")
              .formatted(certificate.round(), held, certificate.round(), stated));
    }
    return refusal(certificate.highQc())
        .or(
            () ->
                remembering(
                    certificate.toBytes(),
                    () ->
                        signersRefusal(certificate.timeouts().keySet())
                            .or(() -> timeoutRefusal(certificate))));
  }

  /** What is wrong with the certificate, if anything: quorum, signatures, epoch and author. */
  public Optional<String> refusal(BatchCertificate certificate) {
    // Of odd length, as no other certificate's bytes are: they can't be taken for each other.
    var odd = new CanonicalWriter(1 + certificate.bytes()).u8('b');
    certificate.write(odd);
    return remembering(
        odd.toByteArray(),
        () ->
            certificate
                .structureRefusal(electorate.validators())
                .or(() -> ackRefusal(certificate)));
  }

  private Optional<String> ackRefusal(BatchCertificate certificate) {
    byte[] payload = certificate.content().toBytes();
    for (Map.Entry<Integer, Signature> ack : certificate.signatures().entrySet()) {
      if (!electorate.isSigned(ack.getKey(), MessageType.BATCH_ACK, payload, ack.getValue())) {
        return Optional.of("the acknowledgement of signer " + ack.getKey() + " does not hold");
      }
    }
    return Optional.empty();
  }

  public Optional<String> refusal(CommitProof proof) {
    return proof
        .structureRefusal()
        .or(
            () ->
                isOfBase(proof)
                    ? before.orElseThrow().refusal(proof.certificate())
                    : refusal(proof.certificate()));
  }

  private Optional<String> signersRefusal(Set<Integer> signers) {
    return QuorumSignatures.signersRefusal(signers, electorate.validators());
  }

  private Optional<String> voteRefusal(QuorumCertificate certificate) {
    byte[] payload = certificate.content().toBytes();
    for (Map.Entry<Integer, Signature> vote : certificate.signatures().entrySet()) {
      if (!electorate.isSigned(vote.getKey(), MessageType.VOTE, payload, vote.getValue())) {
        return Optional.of("the vote of signer " + vote.getKey() + " does not hold");
      }
    }
    return Optional.empty();
  }

  private Optional<String> timeoutRefusal(TimeoutCertificate certificate) {
    for (Map.Entry<Integer, SignedTimeout> entry : certificate.timeouts().entrySet()) {
      SignedTimeout timeout = entry.getValue();
      byte[] payload = new TimeoutContent(certificate.round(), timeout.highQcRound()).toBytes();
      if (!electorate.isSigned(entry.getKey(), MessageType.TIMEOUT, payload, timeout.signature())) {
        return Optional.of("the timeout of signer " + entry.getKey() + " does not hold");
      }
    }
    return Optional.empty();
  }

  private Optional<String> remembering(byte[] bytes, Supplier<Optional<String>> judge) {
    Hash digest = Sha256.of(bytes);
    if (good.contains(digest)) {
      return Optional.empty();
    }
    Optional<String> refusal = judge.get();
    if (refusal.isEmpty()) {
      good.add(digest);
    }
    return refusal;
  }
}
