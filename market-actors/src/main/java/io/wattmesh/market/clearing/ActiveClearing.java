package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.market.clearing.RegionEffect.AskResponse;
import io.wattmesh.market.clearing.RegionEffect.GiveUp;
import io.wattmesh.market.clearing.RegionEffect.Refuse;
import io.wattmesh.market.clearing.RegionEffect.SendToRegion;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The clearing of one interval at one region. */
final class ActiveClearing {
  private static final double PICOS_PER_UNIT = 1e12;

  /** A region is never further ahead of another than this; see the region step's collectives. */
  private static final int MAX_STEPS_BEFORE_START = 4;

  /**
   * So many of the last messages to each region are kept for repetition: regions step together, and
   * send each other at most two messages a step.
   */
  private static final int KEPT_MESSAGES_A_REGION = 8;

  private final RegionPost post;
  private final long interval;
  private final Hash booksRoot;
  private final Map<Integer, CostCurve> curves = new HashMap<>();
  private final Map<SenderStep, RegionEnvelope> beforeStart = new LinkedHashMap<>();
  private final Deque<SendToRegion> sent = new ArrayDeque<>();
  private final TreeMap<Integer, BusResponse> responses = new TreeMap<>();
  private final Optional<CertificateDesk> root;

  private Optional<RegionClearing> clearing = Optional.empty();
  private Optional<ResultPart> ownPart = Optional.empty();
  private boolean ended;
  private long messages;
  private long bytes;

  private record SenderStep(int from, int step) {}

  private record BusResponse(long pricePicosPerMwh, long lowWatts, long highWatts, boolean given) {}

  ActiveClearing(RegionPost post, long interval, Hash booksRoot) {
    this.post = post;
    this.interval = interval;
    this.booksRoot = booksRoot;
    this.root =
        post.isRoot()
            ? Optional.of(new CertificateDesk(post, interval, booksRoot))
            : Optional.empty();
    for (int bus : post.network().buses()) {
      if (!post.aggregators().containsKey(bus)) {
        curves.put(bus, CostCurve.fixed(0));
      }
    }
  }

  long interval() {
    return interval;
  }

  Hash booksRoot() {
    return booksRoot;
  }

  /** Starts the region step when the last of the region's curves is here. */
  List<RegionEffect> onCurve(BusCurveMessage curve) {
    if (clearing.isPresent() || curves.putIfAbsent(curve.bus(), curve.curve()) != null) {
      return List.of();
    }
    return startIfComplete();
  }

  List<RegionEffect> startIfComplete() {
    if (clearing.isPresent() || curves.size() < post.network().buses().size()) {
      return List.of();
    }
    var step = new RegionClearing(post.network(), curves, post.parameters());
    clearing = Optional.of(step);
    List<RegionEffect> effects = new ArrayList<>(send(step.start()));
    effects.addAll(afterStep());
    beforeStart.values().forEach(message -> effects.addAll(onRegion(message)));
    beforeStart.clear();
    return effects;
  }

  List<RegionEffect> onRegion(RegionEnvelope message) {
    return switch (message.content()) {
      case Content.Step step -> onStep(message, step);
      case Content.Responses responses -> onResponses(message.from(), responses);
    };
  }

  private List<RegionEffect> onStep(RegionEnvelope message, Content.Step step) {
    if (clearing.isEmpty()) {
      if (step.message().step() <= MAX_STEPS_BEFORE_START) {
        beforeStart.putIfAbsent(new SenderStep(message.from(), step.message().step()), message);
      }
      return List.of();
    }
    List<RegionEffect> effects =
        new ArrayList<>(send(clearing.get().step(message.from(), step.message())));
    effects.addAll(afterStep());
    return effects;
  }

  private List<RegionEffect> onResponses(int from, Content.Responses content) {
    return root.map(desk -> desk.onResponses(from, content))
        .orElseGet(() -> List.of(new Refuse("responses of region " + from + " are for the root")));
  }

  private List<RegionEffect> send(List<Outgoing> outgoing) {
    return outgoing.stream()
        .map(message -> send(message.toRegion(), new Content.Step(message.message())))
        .toList();
  }

  private RegionEffect send(int region, Content content) {
    byte[] payload =
        new RegionEnvelope(interval, booksRoot, post.network().region(), region, content).toBytes();
    SignedEnvelope envelope = RegionDesk.sign(post, MessageType.REGION_MESSAGE, payload);
    messages++;
    bytes += payload.length;
    var effect = new SendToRegion(region, envelope);
    sent.add(effect);
    if (sent.size() > KEPT_MESSAGES_A_REGION * post.regions().size()) {
      sent.removeFirst();
    }
    return effect;
  }

  private List<RegionEffect> afterStep() {
    if (ended || clearing.flatMap(RegionClearing::outcome).isEmpty()) {
      return List.of();
    }
    ended = true;
    return switch (clearing.get().outcome().orElseThrow()) {
      case ClearingOutcome.Cleared cleared -> {
        root.ifPresent(desk -> desk.onResult(cleared, clearing.get().residuals()));
        yield ask(cleared.result());
      }
      case ClearingOutcome.Failed failed -> List.of(new GiveUp(interval, failed.reason()));
    };
  }

  /** Asks the region's own aggregators what their bids answer to the prices found. */
  private List<RegionEffect> ask(ResultPart part) {
    ownPart = Optional.of(part);
    for (int bus : post.network().buses()) {
      long pricePicos = (long) Math.rint(part.lmpUsdPerMwh(bus) * PICOS_PER_UNIT);
      boolean nobodyThere = !post.aggregators().containsKey(bus);
      responses.put(bus, new BusResponse(pricePicos, 0, 0, nobodyThere));
    }
    List<RegionEffect> effects = new ArrayList<>(openQuestions());
    effects.addAll(reportIfAnswered());
    return effects;
  }

  private List<RegionEffect> openQuestions() {
    return responses.entrySet().stream()
        .filter(entry -> !entry.getValue().given())
        .<RegionEffect>map(
            entry -> new AskResponse(interval, entry.getKey(), entry.getValue().pricePicosPerMwh()))
        .toList();
  }

  List<RegionEffect> onResponse(int bus, long pricePicosPerMwh, long lowWatts, long highWatts) {
    BusResponse asked = responses.get(bus);
    if (asked == null || asked.given() || asked.pricePicosPerMwh() != pricePicosPerMwh) {
      return List.of();
    }
    responses.put(bus, new BusResponse(pricePicosPerMwh, lowWatts, highWatts, true));
    return reportIfAnswered();
  }

  private List<RegionEffect> reportIfAnswered() {
    if (ownPart.isEmpty() || responses.values().stream().anyMatch(r -> !r.given())) {
      return List.of();
    }
    var content =
        new Content.Responses(
            responses.keySet().stream().mapToInt(Integer::intValue).toArray(),
            responses.values().stream().mapToLong(BusResponse::lowWatts).toArray(),
            responses.values().stream().mapToLong(BusResponse::highWatts).toArray(),
            messages,
            bytes,
            clearing.orElseThrow().outcome().orElseThrow().effort().rounds());
    return root.map(desk -> desk.onResponses(post.network().region(), content))
        .orElseGet(() -> List.of(send(post.root(), content)));
  }

  /** What may have been lost, once more. */
  List<RegionEffect> again() {
    List<RegionEffect> effects = new ArrayList<>(sent);
    effects.addAll(openQuestions());
    root.ifPresent(desk -> effects.addAll(desk.again()));
    return effects;
  }
}
