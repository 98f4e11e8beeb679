package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Objects;

/** What a validator tells a client. Reading one says nothing about its truth. */
public sealed interface Reply {
  /** Longer ones are refused before they are read. */
  int MAX_BYTES = 8 * 1024 * 1024;

  /** The most changes of epochs in one reply; the client asks again from where they lead to. */
  int MAX_CHANGES = 16;

  /** A {@link Statement}, signed by a validator in the present epoch. */
  record Signed(SignedEnvelope envelope) implements Reply {
    public Signed {
      Objects.requireNonNull(envelope);
    }
  }

  /**
   * An outcome and that a committed block has it. It needs no signature of its own.
   *
   * @param path that the outcome is among the block's
   * @param blockProof a {@link BlockProof} in bytes: all replies of a block have the same, so that
   *     it is read and checked once
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Proven(OutcomeRecord outcome, MerkleProof path, byte[] blockProof) implements Reply {
    public Proven {
      Objects.requireNonNull(outcome);
      Objects.requireNonNull(path);
      Objects.requireNonNull(blockProof);
    }
  }

  /** The ends of epochs that the client does not know yet. */
  record Epochs(EpochChanges changes) implements Reply {
    public Epochs {
      if (changes.changes().size() > MAX_CHANGES) {
        throw new IllegalArgumentException(
            "A reply tells of at most %d ends of epochs, this of %d."
                .formatted(MAX_CHANGES, changes.changes().size()));
      }
    }
  }

  default byte[] toBytes() {
    var out = new CanonicalWriter();
    switch (this) {
      case Signed signed -> out.u8(1).raw(signed.envelope().toBytes());
      case Proven proven -> {
        out.u8(2);
        proven.outcome().write(out);
        proven.path().write(out);
        out.bytes(proven.blockProof());
      }
      case Epochs epochs -> {
        out.u8(3);
        epochs.changes().write(out);
      }
    }
    return out.toByteArray();
  }

  static Reply ofBytes(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A reply has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    return CanonicalReader.readAll(bytes, Reply::read);
  }

  private static Reply read(CanonicalReader in) {
    int form = in.u8();
    return switch (form) {
      case 1 -> new Signed(SignedEnvelope.ofBytes(in.raw(in.remaining())));
      case 2 ->
          new Proven(OutcomeRecord.read(in), MerkleProof.read(in), in.bytes(BlockProof.MAX_BYTES));
      case 3 -> new Epochs(EpochChanges.read(in));
      default -> throw new MalformedBytesException("Form " + form + " of reply is unknown.");
    };
  }
}
