package io.wattmesh.market.clearing;

import io.wattmesh.market.clearing.RegionEffect.SendAgain;
import io.wattmesh.market.clearing.RegionEffect.SendToRegion;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Signs what a region sends in one clearing, and sends it again when it may have been lost. */
final class RegionOutbox {
  /**
   * So many of the last messages to each region are kept for repetition: regions step together, and
   * send each other at most two messages a step.
   */
  private static final int RECENT_A_REGION = 8;

  /** A region that was restarted is sent again so many steps at a time. */
  static final int STEPS_SENT_AGAIN = 64;

  /** Between two reminders a region is answered so often: asking costs it more than answering. */
  private static final int ANSWERS_A_REMINDER = 16;

  private final RegionPost post;
  private final long interval;
  private final Hash booksRoot;
  private final Deque<SendToRegion> recent = new ArrayDeque<>();
  private final MessageLog log = new MessageLog();
  private final Map<Integer, Integer> answered = new HashMap<>();
  private int lastStep;
  private long messages;
  private long bytes;

  RegionOutbox(RegionPost post, long interval, Hash booksRoot) {
    this.post = post;
    this.interval = interval;
    this.booksRoot = booksRoot;
  }

  RegionEffect send(int region, Content content) {
    byte[] payload = payload(region, content);
    messages++;
    bytes += payload.length;
    var effect = new SendToRegion(region, sign(payload));
    recent.add(effect);
    if (recent.size() > RECENT_A_REGION * post.regions().size()) {
      recent.removeFirst();
    }
    if (content instanceof Content.Step step) {
      lastStep = Math.max(lastStep, step.message().step());
    }
    log.add(region, content.step(), effect.envelope(), payload);
    return effect;
  }

  /** Asks a region for what it sent from a step on; neither counted nor repeated. */
  RegionEffect ask(int region, int fromStep) {
    return new SendToRegion(region, sign(payload(region, new Content.Resend(fromStep))));
  }

  private byte[] payload(int region, Content content) {
    return new RegionEnvelope(interval, booksRoot, post.network().region(), region, content)
        .toBytes();
  }

  private SignedEnvelope sign(byte[] payload) {
    return RegionDesk.sign(post, MessageType.REGION_MESSAGE, payload);
  }

  /** What a region that was restarted asks for. */
  List<RegionEffect> answer(int region, int fromStep) {
    if (answered.merge(region, 1, Integer::sum) > ANSWERS_A_REMINDER) {
      return List.of();
    }
    return log.of(region, fromStep, STEPS_SENT_AGAIN).stream()
        .<RegionEffect>map(envelope -> new SendAgain(region, envelope))
        .toList();
  }

  /** The last messages to everybody, which may have been lost. */
  List<RegionEffect> again() {
    answered.clear();
    return new ArrayList<>(recent);
  }

  /** The last step of which something was sent: the region's own step, or the one before it. */
  int lastStep() {
    return lastStep;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  MessageLog log() {
    return log;
  }
}
