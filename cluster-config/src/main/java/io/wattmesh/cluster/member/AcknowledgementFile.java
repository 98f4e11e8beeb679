package io.wattmesh.cluster.member;

import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Each acknowledgement that a participant on this node got, a line of JSON each: what the market
 * was promised to keep. Each line is one write to the operating system, so it outlives the process
 * however that ends; it is not synced, so not the machine.
 */
final class AcknowledgementFile implements ProsumerActor.AnswerListener, AutoCloseable {
  static final String NAME = "acknowledged.jsonl";

  private final FileChannel file;
  private final Supplier<Instant> now;

  private AcknowledgementFile(FileChannel file, Supplier<Instant> now) {
    this.file = file;
    this.now = now;
  }

  static AcknowledgementFile open(Path folder, Supplier<Instant> now) throws IOException {
    Files.createDirectories(folder);
    return new AcknowledgementFile(
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        now);
  }

  @Override
  public void onAnswer(ParticipantId participant, long interval, boolean acknowledged) {}

  @Override
  public void onPromise(SignedEnvelope bid, SignedEnvelope acknowledgement) {
    Bid content = MarketCodec.decodeBid(bid.payload());
    String line =
        "{\"participant\":\"%s\",\"interval\":%d,\"bidHash\":\"%s\",\"at\":\"%s\"}%n"
            .formatted(content.participant(), content.interval(), bid.digest().hex(), now.get());
    try {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("An acknowledgement cannot be written down.", e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
