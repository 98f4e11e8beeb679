package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that happened, as a digest; and in words, if somebody listens. */
final class Trace {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LARGEST_NUMBERS_BYTES = 32;

  private final MessageDigest digest = Sha256.newDigest();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final Optional<Consumer<String>> listener;

  Trace(Optional<Consumer<String>> listener) {
    this.listener = listener;
  }

  void event(long timeMillis, int host, String kind) {
    room(LARGEST_NUMBERS_BYTES).putLong(timeMillis).putInt(host).putInt(kind.hashCode());
    if (listener.isPresent()) {
      say("%6d ms  host %d  %s".formatted(timeMillis, host, kind));
    }
  }

  void effect(Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block -> add(block.linked().block().id());
      case Effect.PersistBatch batch -> add(batch.batch().digest());
      case Effect.PersistSafety safety -> add(safety.row());
      case Effect.PersistCommit commit -> add(commit.block().id());
      case Effect.PersistEpoch epoch -> add(epoch.change().toBytes());
      case Effect.Send send -> add(send.message());
      case Effect.Broadcast broadcast -> add(broadcast.message());
      case Effect.Commit commit -> add(commit.block().id());
      case Effect.StartTimer timer ->
          room(LARGEST_NUMBERS_BYTES).putLong(timer.deadlineMonotonicMillis());
      case Effect.Refused refused ->
          room(LARGEST_NUMBERS_BYTES).putInt(refused.reason().name().hashCode());
      case Effect.Answer answer ->
          room(LARGEST_NUMBERS_BYTES).putInt(answer.code().name().hashCode());
      case Effect.Snapshot _ -> room(LARGEST_NUMBERS_BYTES).putInt(-2);
      case Effect.Halt _ -> room(LARGEST_NUMBERS_BYTES).putInt(-1);
    }
    if (listener.isPresent()) {
      say("             " + describe(effect));
    }
  }

  private void add(SafetyRow row) {
    room(64)
        .putLong(row.epoch())
        .putLong(row.lastVotedRound())
        .putLong(row.oneChainRound())
        .putLong(row.highestTimeoutRound())
        .putLong(row.lastProposalRound())
        .putLong(row.highQc().round());
    add(row.highQc().blockId());
    row.lastVote().ifPresent(vote -> add(vote.payload()));
  }

  private void add(Hash hash) {
    add(hash.bytes());
  }

  private void add(byte[] bytes) {
    if (bytes.length > BUFFER_BYTES) {
      drain();
      digest.update(bytes);
    } else {
      room(bytes.length).put(bytes);
    }
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      drain();
    }
    return buffer;
  }

  private void drain() {
    digest.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private void say(String line) {
    listener.ifPresent(hears -> hears.accept(line));
  }

  private static String describe(Effect effect) {
    return switch (effect) {
      case Effect.PersistBlock block -> "persist " + block.linked().block();
      case Effect.PersistBatch batch -> "persist " + batch.batch();
      case Effect.PersistSafety safety -> "persist row: " + say(safety.row());
      case Effect.PersistCommit commit -> "persist commit of " + commit.block();
      case Effect.PersistEpoch epoch -> "persist end of epoch " + epoch.change().epoch();
      case Effect.Send send -> "send to %s: %s".formatted(send.to(), say(send.message()));
      case Effect.Broadcast broadcast -> "broadcast: " + say(broadcast.message());
      case Effect.Commit commit -> "commit " + commit.block();
      case Effect.StartTimer timer -> "timer at " + timer.deadlineMonotonicMillis();
      case Effect.Refused refused -> "refused %s: %s".formatted(refused.reason(), refused.detail());
      case Effect.Answer answer -> "answer " + answer.code();
      case Effect.Snapshot snapshot -> "snapshot: " + snapshot.work();
      case Effect.Halt halt -> "halt: " + halt.reason();
    };
  }

  static String say(SafetyRow row) {
    return "epoch %d, voted %d, lock %d, timed out %d, proposed %d, highQc %d"
        .formatted(
            row.epoch(),
            row.lastVotedRound(),
            row.oneChainRound(),
            row.highestTimeoutRound(),
            row.lastProposalRound(),
            row.highQc().round());
  }

  private static String say(byte[] bytes) {
    try {
      ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
      return "%s, highQc %d, round %d"
          .formatted(
              message.envelope(), message.syncInfo().highQc().round(), message.syncInfo().round());
    } catch (MalformedBytesException e) {
      return "%d bytes that are no message".formatted(bytes.length);
    }
  }

  String hash() {
    drain();
    return HexFormat.of().formatHex(digest.digest());
  }
}
