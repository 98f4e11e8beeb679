package io.wattmesh.market.clearing;

import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One clearing's messages with each other region, by step: what a restarted region is sent again,
 * and what a void interval is looked into with. A clearing that outgrows the bounds is kept no
 * longer: then it cannot be joined again after a restart, nor looked into, and nothing else
 * changes.
 */
final class MessageLog {
  static final int MAX_MESSAGES = 100_000;
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** The step under which what comes after the last step is kept. */
  static final int AFTERWARDS = Integer.MAX_VALUE;

  private final int maxMessages;
  private final long maxBytes;
  private final Map<Integer, TreeMap<Integer, SignedEnvelope>> byRegion = new HashMap<>();
  private final Map<Integer, SignedEnvelope> contradictions = new HashMap<>();
  private int messages;
  private long bytes;
  private boolean outgrown;

  MessageLog() {
    this(MAX_MESSAGES, MAX_BYTES);
  }

  MessageLog(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Keeps the first message of a step, and the first that contradicts one of the same region. */
  void add(int region, int step, SignedEnvelope envelope, byte[] payload) {
    if (outgrown) {
      return;
    }
    SignedEnvelope known =
        byRegion.computeIfAbsent(region, any -> new TreeMap<>()).putIfAbsent(step, envelope);
    if (known == null) {
      messages++;
      bytes += payload.length;
      dropIfOutgrown();
    } else if (!Arrays.equals(known.payload(), payload)) {
      contradictions.putIfAbsent(region, envelope);
    }
  }

  private void dropIfOutgrown() {
    if (messages > maxMessages || bytes > maxBytes) {
      outgrown = true;
      byRegion.clear();
      contradictions.clear();
    }
  }

  /** Whether messages are missing because there were too many. */
  boolean outgrown() {
    return outgrown;
  }

  /** What was kept for a region of a number of steps. */
  List<SignedEnvelope> of(int region, int fromStep, int steps) {
    TreeMap<Integer, SignedEnvelope> kept = byRegion.getOrDefault(region, new TreeMap<>());
    return List.copyOf(
        kept.subMap(fromStep, (int) Math.min((long) fromStep + steps, AFTERWARDS)).values());
  }

  /** The last step of which a message of a region was kept; 0 before the first. */
  int lastStep(int region) {
    TreeMap<Integer, SignedEnvelope> kept = byRegion.get(region);
    return kept == null || kept.isEmpty() ? 0 : kept.lastKey();
  }

  List<SignedEnvelope> all() {
    var all = new ArrayList<SignedEnvelope>(contradictions.values());
    byRegion.values().forEach(kept -> all.addAll(kept.values()));
    return all;
  }
}
