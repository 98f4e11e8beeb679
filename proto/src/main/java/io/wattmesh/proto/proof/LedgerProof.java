package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * That an account, an interval's record or a transaction's outcome stands under the roots of a
 * committed block, or that an account or a record does not. Complete in itself but for the chain's
 * id, which its reader must know.
 */
public record LedgerProof(CommittedHeaders block, ProvenFact fact) {
  /** Larger proofs are refused before they are read. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final byte[] MAGIC = "wattmesh proof 1\n".getBytes(StandardCharsets.US_ASCII);

  public LedgerProof {
    Objects.requireNonNull(block);
    Objects.requireNonNull(fact);
  }

  /** The first link that does not hold, in words; empty if the proof shows what it says. */
  public Optional<String> refusal() {
    try {
      return fact.refusal(block).or(block::refusal);
    } catch (ArithmeticException e) {
      // A forger picks the numbers: those that no ledger can hold are refused like any others.
      return Optional.of("block: a voting power, a height or an epoch is out of range");
    }
  }

  /** Whether bytes begin as a proof does, and not as a receipt. */
  public static boolean isOne(byte[] bytes) {
    return bytes.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
  }

  /** The last 32 bytes are the hash of all before, as in a {@link Receipt}. */
  public byte[] toBytes() {
    var out = new CanonicalWriter().raw(MAGIC);
    block.write(out);
    fact.write(out);
    byte[] body = out.toByteArray();
    return new CanonicalWriter().raw(body).hash(Sha256.of(body)).toByteArray();
  }

  /**
   * @throws MalformedBytesException if the bytes are not a proof's; one of them that no link rests
   *     on may still be damaged: see {@link Receipt#isUndamaged}
   */
  public static LedgerProof ofBytes(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A proof has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    return CanonicalReader.readAll(
        bytes,
        in -> {
          if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw new MalformedBytesException("This is no Wattmesh proof: its first line differs.");
          }
          var proof = new LedgerProof(CommittedHeaders.read(in), ProvenFact.read(in));
          in.hash();
          return proof;
        });
  }
}
