package io.wattmesh.market.clearing;

import io.wattmesh.market.clearing.Hearsay.Subject;
import io.wattmesh.market.clearing.RegionEffect.Refuse;
import io.wattmesh.market.clearing.RegionPost.Signer;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One region's clearing of interval after interval, as a pure step function. It clears one interval
 * at a time, in the order in which the ledger froze their books, so that all regions are at the
 * same; one whose books are frozen meanwhile waits. Messages of the next that come early are kept,
 * a few of each sender, once it is certain who sent them.
 *
 * <pre>
 *   IDLE ──clearing begins, all curves here──► CLEARING ──prices found──► ASKING ──answers──► DONE
 *     ▲                                           └── no prices: give up ──┐                  │
 *     └──────────────────── ledger: cleared or void ──────────────────────┴──────────────────┘
 * </pre>
 *
 * <p>A desk that was begun anew in mid-clearing is sent again what it was sent before, and goes
 * through the same steps to the same numbers: what it says meanwhile, the others have heard.
 */
public final class RegionDesk {
  /** A region that has begun sends two messages before it has to wait, an aggregator one curve. */
  private static final int MAX_EARLY_OF_SENDER = 16;

  /** So many ends are remembered one by one; what lies further back is over. */
  private static final int MAX_ENDS = 64;

  private record Begun(Hash booksRoot, Map<Integer, Integer> speakers) {}

  private final RegionPost post;
  private Optional<ActiveClearing> active = Optional.empty();
  private boolean onHearsay;
  private final Map<Long, Begun> waiting = new LinkedHashMap<>();
  private final TreeSet<Long> ended = new TreeSet<>();
  private long endedBelow;
  private Map<Integer, Integer> speakers = Map.of();
  private final Set<SignedEnvelope> early = new LinkedHashSet<>();

  public RegionDesk(RegionPost post) {
    this.post = post;
  }

  /** The same where each bus's first aggregator speaks for it. */
  public List<RegionEffect> begin(long interval, Hash booksRoot) {
    return begin(interval, booksRoot, Map.of());
  }

  /**
   * The ledger has frozen the interval's books. Its word goes before that of other regions.
   *
   * @param spokenFor of each bus for which another than its first aggregator speaks, the place of
   *     who does
   */
  public List<RegionEffect> begin(long interval, Hash booksRoot, Map<Integer, Integer> spokenFor) {
    if (onHearsay && !isBegunAsKnown(interval, booksRoot)) {
      active = Optional.empty();
    }
    onHearsay = false;
    if (isOver(interval) || active.filter(a -> a.interval() == interval).isPresent()) {
      return List.of();
    }
    waiting.putIfAbsent(interval, new Begun(booksRoot, Map.copyOf(spokenFor)));
    return startNext();
  }

  /** Others tell neither which network they clear nor what they start from. */
  private boolean isBegunAsKnown(long interval, Hash booksRoot) {
    return isAtHand(interval, booksRoot)
        && post.noticed().of(interval).isEmpty()
        && !active.orElseThrow().startedOtherwise();
  }

  private List<RegionEffect> startNext() {
    Optional<Long> next = waiting.keySet().stream().findFirst();
    if (active.isPresent() || next.isEmpty()) {
      return List.of();
    }
    Begun begun = waiting.remove(next.get());
    speakers = begun.speakers();
    return start(next.get(), begun.booksRoot());
  }

  private List<RegionEffect> start(long interval, Hash booksRoot) {
    var clearing = new ActiveClearing(post.at(interval), interval, booksRoot);
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
    } catch (MalformedBytesException
        | ClassCastException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException e) {
      // A signed message that makes no sense at this step is its sender's fault, not ours.
      return List.of(new Refuse(envelope + ": " + e.getMessage()));
    }
  }

  private List<RegionEffect> onCurve(SignedEnvelope envelope) {
    BusCurveMessage curve = BusCurveMessage.ofBytes(envelope.payload());
    if (isOver(curve.interval())) {
      return List.of();
    }
    int place = post.placeOf(curve.bus(), envelope.signer());
    if (place < 0 || !isFrom(envelope, post.aggregatorsOf(curve.bus()).get(place))) {
      return List.of(new Refuse(envelope + " is not from the aggregator of bus " + curve.bus()));
    }
    if (isAtHand(curve.interval(), curve.booksRoot())) {
      return onHearsay || place == speakers.getOrDefault(curve.bus(), 0)
          ? active.orElseThrow().onCurve(curve, envelope)
          : List.of(new Refuse(envelope + " does not speak for bus " + curve.bus()));
    }
    keepIfEarly(envelope, curve.interval());
    return List.of();
  }

  private List<RegionEffect> onRegionMessage(SignedEnvelope envelope) {
    RegionEnvelope message = RegionEnvelope.ofBytes(envelope.payload());
    if (isOver(message.interval())) {
      return List.of();
    }
    if (message.to() != post.network().region()
        || !isFrom(envelope, post.regions().get(message.from()))) {
      return List.of(new Refuse(envelope + " is not from region " + message.from() + " to here"));
    }
    if (isAtHand(message.interval(), message.booksRoot())) {
      return active.orElseThrow().onRegion(message, envelope);
    }
    keepIfEarly(envelope, message.interval());
    return List.of();
  }

  private boolean isAtHand(long interval, Hash booksRoot) {
    return active
        .filter(a -> a.interval() == interval && a.booksRoot().equals(booksRoot))
        .isPresent();
  }

  /** Late messages are no news; they need not be verified. */
  private boolean isOver(long interval) {
    return interval < endedBelow || ended.contains(interval);
  }

  private void keepIfEarly(SignedEnvelope envelope, long interval) {
    boolean later = active.filter(a -> a.interval() == interval).isEmpty();
    long ofSender = early.stream().filter(e -> e.signer().equals(envelope.signer())).count();
    if (later && ofSender < MAX_EARLY_OF_SENDER) {
      early.add(envelope);
    }
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

  /** The ledger has a clearing of this interval: one that waits may begin. */
  public List<RegionEffect> end(long interval) {
    ended.add(interval);
    if (ended.size() > MAX_ENDS) {
      endedBelow = Math.max(endedBelow, ended.pollFirst() + 1);
    }
    waiting.remove(interval);
    active = active.filter(a -> a.interval() != interval);
    return startNext();
  }

  /** The interval is void: what was known of its clearing is told once and forgotten. */
  public List<RegionEffect> abandon(long interval) {
    List<RegionEffect> effects = new ArrayList<>();
    active.filter(a -> a.interval() == interval).ifPresent(a -> effects.add(a.abandon()));
    effects.addAll(end(interval));
    return effects;
  }

  /** What may have been lost, once more. */
  public List<RegionEffect> again() {
    return active.map(ActiveClearing::again).orElseGet(this::beginOnHearsay);
  }

  /**
   * A region that was restarted in mid-clearing missed the ledger's news. It believes what all of
   * its own aggregators sign curves for; where it has none, what most regions around it sign
   * messages about.
   */
  private List<RegionEffect> beginOnHearsay() {
    Optional<Subject> subject =
        new Hearsay(early).subject(post.aggregators().size()).filter(s -> !isOver(s.interval()));
    onHearsay = subject.isPresent();
    return subject.map(s -> start(s.interval(), s.booksRoot())).orElse(List.of());
  }

  static SignedEnvelope sign(RegionPost post, MessageType type, byte[] payload) {
    return post.context().sign(type, post.id().value(), payload, post.key());
  }
}
