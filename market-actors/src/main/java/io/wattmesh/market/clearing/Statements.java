package io.wattmesh.market.clearing;

import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.RegionPost.Signer;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What regions and aggregators have verifiably said in a clearing, gathered from testimonies. */
final class Statements {
  /** The place of a message in a clearing: a pair has one a step in each direction. */
  record Slot(int from, int to, int step) {}

  /** What was said there. */
  record Statement(Content content, byte[] payload) {}

  private static final Comparator<Slot> IN_ORDER =
      Comparator.comparingInt(Slot::step).thenComparingInt(Slot::from).thenComparingInt(Slot::to);

  private final ClearingCase matter;
  private final TreeMap<Slot, Statement> said = new TreeMap<>(IN_ORDER);
  private final Set<Slot> heard = new HashSet<>();
  private final Map<Integer, BusCurveMessage> curves = new HashMap<>();
  private final List<Suspicion> contradictions = new ArrayList<>();

  /**
   * What an addressee shows counts before what the sender says to have sent: it is what the
   * addressee went on with.
   */
  Statements(ClearingCase matter, List<Testimony> testimonies) {
    this.matter = matter;
    for (Testimony testimony : testimonies) {
      testimony.received().forEach(envelope -> read(envelope, Optional.of(testimony.region())));
    }
    for (Testimony testimony : testimonies) {
      testimony.sent().forEach(envelope -> read(envelope, Optional.empty()));
    }
  }

  private void read(SignedEnvelope envelope, Optional<Integer> shownBy) {
    try {
      if (envelope.type() == MessageType.REGION_MESSAGE) {
        readMessage(envelope, shownBy);
      } else if (envelope.type() == MessageType.BUS_CURVE) {
        readCurve(envelope);
      }
    } catch (MalformedBytesException | IllegalArgumentException e) {
      // What cannot be read says nothing, whoever shows it.
      return;
    }
  }

  private void readMessage(SignedEnvelope envelope, Optional<Integer> shownBy) {
    byte[] payload = envelope.payload();
    RegionEnvelope message = RegionEnvelope.ofBytes(payload);
    boolean ofThisClearing =
        message.interval() == matter.interval() && message.booksRoot().equals(matter.booksRoot());
    if (!ofThisClearing
        || message.content() instanceof Content.Resend
        || shownBy.filter(region -> region != message.to()).isPresent()) {
      return;
    }
    var slot = new Slot(message.from(), message.to(), message.content().step());
    Statement known = said.get(slot);
    boolean repeated = known != null && Arrays.equals(known.payload(), payload);
    if (!repeated && !isBy(envelope, matter.regionSigners().get(message.from()))) {
      return;
    }
    if (known == null) {
      said.put(slot, new Statement(message.content(), payload));
    } else if (!repeated) {
      contradictions.add(
          new Suspicion(
              List.of(matter.regionSigners().get(message.from()).id()),
              Kind.CONTRADICTION,
              "two different messages to region %d, both signed, %s"
                  .formatted(message.to(), place(slot))));
    }
    if (shownBy.isPresent()) {
      heard.add(slot);
    }
  }

  private void readCurve(SignedEnvelope envelope) {
    BusCurveMessage curve = BusCurveMessage.ofBytes(envelope.payload());
    Signer aggregator = matter.aggregators().get(curve.bus());
    boolean ofThisClearing =
        curve.interval() == matter.interval() && curve.booksRoot().equals(matter.booksRoot());
    if (!ofThisClearing || !isBy(envelope, aggregator)) {
      return;
    }
    curves.put(curve.bus(), curve);
    byte[] committed = matter.curveMessage(curve.bus()).toBytes();
    if (!Arrays.equals(committed, envelope.payload())) {
      contradictions.add(
          new Suspicion(
              List.of(aggregator.id()),
              Kind.CURVE,
              "its signed curve of bus %d is not the sum of the committed bids"
                  .formatted(curve.bus())));
    }
  }

  private boolean isBy(SignedEnvelope envelope, Signer signer) {
    return signer != null
        && envelope.signer().equals(signer.id().value())
        && envelope.isSignedBy(signer.key(), matter.context());
  }

  static String place(Slot slot) {
    return slot.step() == MessageLog.AFTERWARDS ? "after the last step" : "at step " + slot.step();
  }

  /** What is wrong with the statements by themselves. */
  List<Suspicion> contradictions() {
    return List.copyOf(contradictions);
  }

  /** The curve that a bus's aggregator signed for its region, or else the one it should have. */
  BusCurveMessage curve(int bus) {
    return curves.containsKey(bus) ? curves.get(bus) : matter.curveMessage(bus);
  }

  /** In the order of steps. */
  Map<Slot, Statement> all() {
    return said;
  }

  /** Whether the addressee itself shows the message. */
  boolean isHeard(Slot slot) {
    return heard.contains(slot);
  }
}
