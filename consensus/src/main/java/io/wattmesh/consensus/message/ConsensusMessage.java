package io.wattmesh.consensus.message;

import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Objects;

/**
 * A signed envelope and, beside it, what its sender knows to be certified. The envelope's payload
 * is
 *
 * <ul>
 *   <li>PROPOSAL: the block's outline; the certificates that justify it are in the sync info beside
 *       it
 *   <li>VOTE: exactly the vote content, for that is what a quorum certificate collects
 *   <li>TIMEOUT: exactly the timeout content, likewise
 *   <li>CHAIN_REQUEST, CHAIN_REPLY: see {@link ChainRequest}, {@link ChainReply}
 *   <li>BATCH, BATCH_REPLY: a batch; BATCH_ACK: exactly what a batch's certificate collects;
 *       BATCH_CERTIFICATE: the certificate
 *   <li>BATCH_REQUEST, TRANSACTIONS: see {@link BatchRequest}, {@link ForwardedTransactions}
 * </ul>
 */
public record ConsensusMessage(SignedEnvelope envelope, SyncInfo syncInfo) {
  /** The longest payload, with room for the certificates of the largest epoch. */
  public static final int MAX_BYTES = 17 * 1024 * 1024;

  public ConsensusMessage {
    Objects.requireNonNull(envelope);
    Objects.requireNonNull(syncInfo);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(4 + envelope.expectedBytes() + syncInfo.bytes());
    envelope.writeWithin(out);
    syncInfo.write(out);
    return out.toByteArray();
  }

  /**
   * @throws MalformedBytesException if the bytes are too long or not a message's
   */
  public static ConsensusMessage ofBytes(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A message has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    return CanonicalReader.readAll(
        bytes,
        in -> new ConsensusMessage(in.within(MAX_BYTES, SignedEnvelope::read), SyncInfo.read(in)));
  }
}
