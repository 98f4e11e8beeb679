package io.wattmesh.consensus.certificate;

import static io.wattmesh.consensus.TestChain.GENESIS;
import static io.wattmesh.consensus.TestChain.GENESIS_QC;
import static io.wattmesh.consensus.TestChain.child;
import static io.wattmesh.consensus.TestChain.qc;
import static io.wattmesh.consensus.TestChain.tc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CertificateVerifierTest {
  private final CertificateVerifier verifier = TestChain.verifier();
  private final Block b1 = child(GENESIS, 1);
  private final QuorumCertificate qc1 = qc(b1, 0);

  @Test
  void threeOfFourAreAQuorumAndTwoAreNot() {
    assertThat(verifier.refusal(qc1)).isEmpty();
    assertThat(verifier.refusal(qc(b1, 0, 1, 2, 3))).isEmpty();
    assertThat(verifier.refusal(qc(b1, 0, 0, 3))).contains("2 of 4 is not a quorum");
  }

  @Test
  void theGenesisCertificateNeedsNoVotesAndNoOtherIsLikeIt() {
    assertThat(verifier.refusal(GENESIS_QC)).isEmpty();
    assertThat(verifier.refusal(QuorumCertificate.genesis(b1.id()))).isPresent();
  }

  @Test
  void aForeignSignerSpoilsTheCertificate() {
    var signatures = new TreeMap<>(qc1.signatures());
    signatures.put(4, qc1.signatures().get(0));

    assertThat(verifier.refusal(new QuorumCertificate(qc1.content(), signatures)))
        .contains("signer 4 is not among 4");
  }

  @Test
  void aSignatureOfAnotherValidatorDoesNotCount() {
    var signatures = new TreeMap<>(qc1.signatures());
    signatures.put(2, qc1.signatures().get(1));

    assertThat(verifier.refusal(new QuorumCertificate(qc1.content(), signatures)))
        .contains("the vote of signer 2 does not hold");
  }

  @Test
  void aDuplicateSignerIsRefusedAtReading() {
    var out = new CanonicalWriter();
    qc1.content().write(out);
    out.i32(3);
    for (int k = 0; k < 3; k++) {
      out.i32(0).raw(qc1.signatures().get(0).bytes());
    }

    assertThatThrownBy(() -> CanonicalReader.readAll(out.toByteArray(), QuorumCertificate::read))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("Signer 0 is not in rising order");
  }

  @Test
  void aDuplicateSignerOfATimeoutCertificateIsRefusedAtReading() {
    SignedTimeout timeout = TestChain.timeout(0, 2, 1);
    var out = new CanonicalWriter().i64(2).i32(3);
    for (int k = 0; k < 3; k++) {
      out.i32(0).i64(1).raw(timeout.signature().bytes());
    }
    qc1.write(out);

    assertThatThrownBy(() -> CanonicalReader.readAll(out.toByteArray(), TimeoutCertificate::read))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("Signer 0 is not in rising order");
  }

  @Test
  void aTimeoutCertificateHoldsACertificateAsHighAsAnySignerStated() {
    assertThat(verifier.refusal(tc(2, Map.of(0, 1L, 1, 0L, 2, 0L), qc1))).isEmpty();
    assertThat(verifier.refusal(tc(2, Map.of(0, 1L, 1, 0L, 2, 0L), GENESIS_QC)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("round 0", "at least the 1"));
  }

  @Test
  void theStatedRoundsOfATimeoutCertificateAreSigned() {
    TimeoutCertificate good = tc(2, Map.of(0, 1L, 1, 0L, 2, 0L), qc1);
    var timeouts = new TreeMap<>(good.timeouts());
    timeouts.put(0, new SignedTimeout(0, good.timeouts().get(0).signature()));

    assertThat(verifier.refusal(new TimeoutCertificate(2, timeouts, qc1)))
        .contains("the timeout of signer 0 does not hold");
  }

  @Test
  void aTimeoutCertificateNeedsAQuorum() {
    assertThat(verifier.refusal(tc(2, Map.of(0, 1L, 1, 0L), qc1)))
        .contains("2 of 4 is not a quorum");
  }

  @Test
  void aCommitProofNeedsConsecutiveRoundsAndAGoodCertificate() {
    Block b2 = child(b1, 2);
    Block b4 = child(b1, 4);

    assertThat(verifier.refusal(new CommitProof(b2.header(), qc(b2, 1)))).isEmpty();
    assertThat(verifier.refusal(new CommitProof(b4.header(), qc(b4, 1))))
        .contains("round 4 does not follow the parent's round 1, so nothing is committed");
    assertThat(verifier.refusal(new CommitProof(b2.header(), qc(b2, 1, 0, 1)))).isPresent();
    assertThat(verifier.refusal(new CommitProof(b4.header(), qc(b2, 1)))).isPresent();
  }

  @Test
  void aGoodCertificateCostsItsSignaturesOnceAndABadOneEveryTime() {
    var checks = new AtomicInteger();
    var counting =
        new CertificateVerifier(
            new Electorate(
                TestChain.VALIDATORS,
                TestChain.CONTEXT,
                (validator, preimage, signature) -> {
                  checks.incrementAndGet();
                  return SignatureCheck.ED25519.holds(validator, preimage, signature);
                }),
            GENESIS.id());
    var signatures = new TreeMap<>(qc1.signatures());
    signatures.put(0, Signature.of(new byte[Signature.BYTES]));
    var bad = new QuorumCertificate(qc1.content(), signatures);

    assertThat(counting.refusal(bad)).isPresent();
    assertThat(counting.refusal(bad)).isPresent();
    assertThat(checks.getAndSet(0)).isEqualTo(2);
    assertThat(counting.refusal(qc1)).isEmpty();
    assertThat(counting.refusal(qc1)).isEmpty();
    assertThat(checks).hasValue(3);
  }

  @Test
  void theVerdictIsThatOfTheCertificateItself() {
    for (QuorumCertificate certificate :
        new QuorumCertificate[] {qc1, qc(b1, 0, 0), qc(b1, 0, 0, 1, 2, 3)}) {
      assertThat(verifier.refusal(certificate))
          .isEqualTo(certificate.refusal(TestChain.VALIDATORS, TestChain.CONTEXT));
    }
  }

  @Test
  void syncInfoKeepsATimeoutCertificateOnlyAboveTheQuorumCertificate() {
    TimeoutCertificate tc2 = tc(2, Map.of(0, 1L, 1, 0L, 2, 0L), qc1);
    Block b2 = child(b1, 2);
    var above = new SyncInfo(qc1, Optional.of(tc2), Optional.empty());
    var below = new SyncInfo(qc(b2, 1), Optional.of(tc2), Optional.empty());

    assertThat(above.round()).isEqualTo(3);
    assertThat(above.highTc()).isPresent();
    assertThat(below.round()).isEqualTo(3);
    assertThat(below.highTc()).isEmpty();
    assertThat(above.isBehind(below)).isTrue();
    assertThat(below.isBehind(above)).isFalse();
    var out = new CanonicalWriter();
    above.write(out);
    assertThat(CanonicalReader.readAll(out.toByteArray(), SyncInfo::read)).isEqualTo(above);
  }
}
