package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;
import java.util.Optional;

/** What can happen to a replica. */
public sealed interface Input {
  /** Bytes came from some validator; whose they are is in the bytes, signed. */
  record Received(byte[] message) implements Input {
    public Received {
      Objects.requireNonNull(message);
    }
  }

  /**
   * A client's transaction; it gets an {@link Effect.Answer}. One validator is enough, and this one
   * sees to it that the others hear of it: see {@link BatchOptions}.
   */
  record SubmitTransaction(byte[] transaction) implements Input {
    public SubmitTransaction {
      Objects.requireNonNull(transaction);
    }
  }

  /** What {@link Effect.SnapshotWork.Read} found. */
  record SnapshotRead(ParticipantId asker, SnapshotRequest request, Optional<byte[]> content)
      implements Input {
    public SnapshotRead {
      Objects.requireNonNull(asker);
      Objects.requireNonNull(request);
      Objects.requireNonNull(content);
    }
  }

  /**
   * Time has passed: a started timer fired, or the shell asks. An early or superfluous tick does no
   * harm. Only a tick (or another input) lets the replica notice that the application has come to
   * want a block, so a shell whose application may want one ticks now and then.
   */
  record Tick() implements Input {}
}
