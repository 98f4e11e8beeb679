package io.wattmesh.market.clearing;

import io.wattmesh.market.clearing.RegionEffect.Refuse;
import io.wattmesh.market.clearing.RegionPost.Signer;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One region's clearing of interval after interval, as a pure step function. It clears one interval
 * at a time; messages of the next that come early are kept, within bounds.
 *
 * <pre>
 *   IDLE ──clearing begins, all curves here──► CLEARING ──prices found──► ASKING ──answers──► DONE
 *     ▲                                           └── no prices: give up ──┐                  │
 *     └──────────────────── ledger: cleared or void ──────────────────────┴──────────────────┘
 * </pre>
 */
public final class RegionDesk {
  private static final int MAX_EARLY_MESSAGES = 10_000;

  private final RegionPost post;
  private Optional<ActiveClearing> active = Optional.empty();
  private long endedBelow;
  private final List<SignedEnvelope> early = new ArrayList<>();

  public RegionDesk(RegionPost post) {
    this.post = post;
  }

  /** The ledger has frozen the interval's books. */
  public List<RegionEffect> begin(long interval, Hash booksRoot) {
    if (interval < endedBelow || active.filter(a -> a.interval() >= interval).isPresent()) {
      return List.of();
    }
    var clearing = new ActiveClearing(post, interval, booksRoot);
    active = Optional.of(clearing);
    List<RegionEffect> effects = new ArrayList<>(clearing.startIfComplete());
    List<SignedEnvelope> kept = List.copyOf(early);
    early.clear();
    kept.forEach(envelope -> effects.addAll(receive(envelope)));
    return effects;
  }

  /** A bus curve or a region message. */
  public List<RegionEffect> receive(SignedEnvelope envelope) {
    try {
      return switch (envelope.type()) {
        case BUS_CURVE -> onCurve(envelope);
        case REGION_MESSAGE -> onRegionMessage(envelope);
        default -> List.of(new Refuse(envelope + " is not for a region"));
      };
    } catch (MalformedBytesException | ClassCastException | IllegalArgumentException e) {
      // A signed message that makes no sense at this step is its sender's fault, not ours.
      return List.of(new Refuse(envelope + ": " + e.getMessage()));
    }
  }

  private List<RegionEffect> onCurve(SignedEnvelope envelope) {
    BusCurveMessage curve = BusCurveMessage.ofBytes(envelope.payload());
    Optional<List<RegionEffect>> elsewhere =
        keepOrDrop(envelope, curve.interval(), curve.booksRoot());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    if (!isFrom(envelope, post.aggregators().get(curve.bus()))) {
      return List.of(new Refuse(envelope + " is not from the aggregator of bus " + curve.bus()));
    }
    return active.orElseThrow().onCurve(curve);
  }

  private List<RegionEffect> onRegionMessage(SignedEnvelope envelope) {
    RegionEnvelope message = RegionEnvelope.ofBytes(envelope.payload());
    Optional<List<RegionEffect>> elsewhere =
        keepOrDrop(envelope, message.interval(), message.booksRoot());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    if (message.to() != post.network().region()
        || !isFrom(envelope, post.regions().get(message.from()))) {
      return List.of(new Refuse(envelope + " is not from region " + message.from() + " to here"));
    }
    return active.orElseThrow().onRegion(message);
  }

  /** What to do with a message that is not of the clearing at hand; empty if it is. */
  private Optional<List<RegionEffect>> keepOrDrop(
      SignedEnvelope envelope, long interval, Hash booksRoot) {
    boolean atHand =
        active.filter(a -> a.interval() == interval && a.booksRoot().equals(booksRoot)).isPresent();
    if (atHand) {
      return Optional.empty();
    }
    long current = active.map(ActiveClearing::interval).orElse(endedBelow - 1);
    if (interval > current && early.size() < MAX_EARLY_MESSAGES) {
      early.add(envelope);
    }
    return Optional.of(List.of());
  }

  private boolean isFrom(SignedEnvelope envelope, Signer signer) {
    return signer != null
        && envelope.signer().equals(signer.id().value())
        && envelope.isSignedBy(signer.key(), post.context());
  }

  /** An aggregator's answer to the prices found. */
  public List<RegionEffect> onResponse(
      long interval, int bus, long pricePicosPerMwh, long lowWatts, long highWatts) {
    return active
        .filter(a -> a.interval() == interval)
        .map(a -> a.onResponse(bus, pricePicosPerMwh, lowWatts, highWatts))
        .orElse(List.of());
  }

  /** The ledger needs no clearing of this interval any more. */
  public void end(long interval) {
    endedBelow = Math.max(endedBelow, interval + 1);
    active = active.filter(a -> a.interval() > interval);
  }

  /** What may have been lost, once more. */
  public List<RegionEffect> again() {
    return active.map(ActiveClearing::again).orElse(List.of());
  }

  static SignedEnvelope sign(RegionPost post, MessageType type, byte[] payload) {
    return post.context().sign(type, post.id().value(), payload, post.key());
  }
}
