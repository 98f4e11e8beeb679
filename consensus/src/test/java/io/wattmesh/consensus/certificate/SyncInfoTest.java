package io.wattmesh.consensus.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SyncInfoTest {
  private static final Signature SIGNATURE = Signature.of(new byte[Signature.BYTES]);
  private static final Hash HASH = Sha256.of(new byte[] {1});
  private static final BlockHeader HEADER =
      new BlockHeader(0, 5, 3, HASH, 1, 1_000, HASH, HASH, HASH, HASH, Hash.ZERO);
  private static final QuorumCertificate QC =
      new QuorumCertificate(
          new VoteContent(5, HEADER.id(), 4),
          new TreeMap<>(Map.of(0, SIGNATURE, 1, SIGNATURE, 3, SIGNATURE)));
  private static final TimeoutCertificate TC =
      new TimeoutCertificate(
          9,
          new TreeMap<>(
              Map.of(1, new SignedTimeout(5, SIGNATURE), 2, new SignedTimeout(4, SIGNATURE))),
          QC);
  private static final List<SyncInfo> ALL =
      List.of(
          new SyncInfo(QuorumCertificate.genesis(HASH), Optional.empty(), Optional.empty()),
          new SyncInfo(QC, Optional.of(TC), Optional.empty()),
          new SyncInfo(QC, Optional.empty(), Optional.of(new CommitProof(HEADER, QC))),
          new SyncInfo(
              QC, Optional.of(TC), Optional.of(new CommitProof(List.of(HEADER), HEADER, QC))));

  @Test
  void its_length_is_that_of_its_bytes() {
    for (SyncInfo each : ALL) {
      assertThat(each.bytes()).isEqualTo(written(each).length);
    }
    assertThat(QC.bytes()).isEqualTo(QC.toBytes().length);
    assertThat(TC.bytes()).isEqualTo(TC.toBytes().length);
  }

  @Test
  void what_is_written_is_read_back() {
    for (SyncInfo each : ALL) {
      assertThat(CanonicalReader.readAll(written(each), SyncInfo::read)).isEqualTo(each);
    }
  }

  @Test
  void a_message_is_its_envelopes_bytes_and_what_is_beside() {
    for (String signer : new String[] {"alice", "Zürich"}) {
      var envelope =
          new SignedEnvelope(
              new SigningContext(HASH, 0), MessageType.VOTE, signer, new byte[48], SIGNATURE);
      for (SyncInfo beside : ALL) {
        var message = new ConsensusMessage(envelope, beside);
        byte[] expected =
            new CanonicalWriter().bytes(envelope.toBytes()).raw(written(beside)).toByteArray();

        assertThat(message.toBytes()).isEqualTo(expected);
        assertThat(ConsensusMessage.ofBytes(expected)).isEqualTo(message);
      }
    }
  }

  @Test
  void the_highest_round_that_a_signer_saw_is_the_timeout_certificates() {
    assertThat(TC.highestQcRound()).isEqualTo(5);
  }

  private static byte[] written(SyncInfo syncInfo) {
    var out = new CanonicalWriter();
    syncInfo.write(out);
    return out.toByteArray();
  }
}
