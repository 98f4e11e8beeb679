package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;

/** Everything that happened, as a digest; and in words, the newest of it, if that was asked for. */
final class Trace {
  private static final int KEPT_LINES = 400;

  private final MessageDigest digest = Sha256.newDigest();
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final boolean inWords;

  Trace(boolean inWords) {
    this.inWords = inWords;
  }

  void event(long timeMillis, int host, String kind) {
    digest.update(new CanonicalWriter().i64(timeMillis).i32(host).text(kind).toByteArray());
    if (inWords) {
      say("%6d ms  host %d  %s".formatted(timeMillis, host, kind));
    }
  }

  void effect(Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block -> digest.update(block.linked().block().id().bytes());
      case Effect.PersistBatch batch -> digest.update(batch.batch().digest().bytes());
      case Effect.PersistSafety safety -> digest.update(safety.row().toBytes());
      case Effect.PersistCommit commit -> digest.update(commit.block().id().bytes());
      case Effect.PersistEpoch epoch -> digest.update(epoch.change().toBytes());
      case Effect.Send send -> digest.update(send.message());
      case Effect.Broadcast broadcast -> digest.update(broadcast.message());
      case Effect.Commit commit -> digest.update(commit.proof().toBytes());
      case Effect.StartTimer timer ->
          digest.update(new CanonicalWriter().i64(timer.deadlineMonotonicMillis()).toByteArray());
      case Effect.Answer answer ->
          digest.update(new CanonicalWriter().text(answer.code().name()).toByteArray());
      case Effect.Refused refused ->
          digest.update(new CanonicalWriter().text(refused.reason().name()).toByteArray());
      case Effect.Snapshot snapshot ->
          digest.update(
              new CanonicalWriter().text(snapshot.work().getClass().getName()).toByteArray());
      case Effect.Halt _ -> digest.update((byte) -1);
    }
    if (inWords) {
      say("             " + describe(effect));
    }
  }

  private void say(String line) {
    lines.addLast(line);
    if (lines.size() > KEPT_LINES) {
      lines.removeFirst();
    }
  }

  private static String describe(Effect effect) {
    return switch (effect) {
      case Effect.PersistBlock block -> "persist " + block.linked().block();
      case Effect.PersistBatch batch -> "persist " + batch.batch();
      case Effect.PersistSafety safety ->
          "persist row: voted %d, lock %d, timed out %d, proposed %d, highQc %d"
              .formatted(
                  safety.row().lastVotedRound(),
                  safety.row().oneChainRound(),
                  safety.row().highestTimeoutRound(),
                  safety.row().lastProposalRound(),
                  safety.row().highQc().round());
      case Effect.PersistCommit commit -> "persist commit of " + commit.block();
      case Effect.PersistEpoch epoch -> "persist end of epoch " + epoch.change().epoch();
      case Effect.Send send -> "send to %s: %s".formatted(send.to(), say(send.message()));
      case Effect.Broadcast broadcast -> "broadcast: " + say(broadcast.message());
      case Effect.Commit commit -> "commit " + commit.block();
      case Effect.StartTimer timer -> "timer at " + timer.deadlineMonotonicMillis();
      case Effect.Answer answer ->
          "answer %s for %s".formatted(answer.code(), answer.transaction().shortHex());
      case Effect.Refused refused -> "refused %s: %s".formatted(refused.reason(), refused.detail());
      case Effect.Snapshot snapshot -> "snapshot: " + snapshot.work().getClass().getSimpleName();
      case Effect.Halt halt -> "halt: " + halt.reason();
    };
  }

  private static String say(byte[] bytes) {
    ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
    return "%s, highQc %d, round %d"
        .formatted(
            message.envelope(), message.syncInfo().highQc().round(), message.syncInfo().round());
  }

  String text() {
    return String.join("\n", lines);
  }

  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
