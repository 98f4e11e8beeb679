package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.LastClearing;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.market.clearing.RegionEffect.Abandon;
import io.wattmesh.market.clearing.RegionEffect.GiveUp;
import io.wattmesh.market.clearing.RegionEffect.Refuse;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The clearing of one interval at one region. */
final class ActiveClearing {
  private final RegionPost post;
  private final long interval;
  private final Hash booksRoot;
  private final Set<Integer> peers;
  private final long longestBytes;
  private final Map<Integer, CostCurve> curves = new HashMap<>();
  private final List<SignedEnvelope> signedCurves = new ArrayList<>();
  private final Map<SenderStep, Arrival> beforeStart = new LinkedHashMap<>();
  private final MessageLog received = new MessageLog();
  private final CatchUp catchUp = new CatchUp();
  private final RegionOutbox outbox;
  private final BusQuestions questions;
  private final Optional<CertificateDesk> root;

  private Optional<LastClearing> startedFrom = Optional.empty();
  private Optional<RegionClearing> clearing = Optional.empty();
  private Optional<ResultPart> result = Optional.empty();
  private Optional<String> failure = Optional.empty();

  private record SenderStep(int from, int step) {}

  private record Arrival(RegionEnvelope message, SignedEnvelope envelope) {}

  ActiveClearing(RegionPost post, long interval, Hash booksRoot) {
    this.post = post;
    this.interval = interval;
    this.booksRoot = booksRoot;
    this.peers = post.peers();
    this.longestBytes = MessageBound.bytes(post.network(), post.publicNetwork().model());
    this.outbox = new RegionOutbox(post, interval, booksRoot);
    this.questions = new BusQuestions(post, interval);
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

  /** Whether it started from another clearing than the ledger says by now. */
  boolean startedOtherwise() {
    return clearing.isPresent() && !startedFrom.equals(post.earlier().before(interval));
  }

  /** Starts the region step when the last of the region's curves is here. */
  List<RegionEffect> onCurve(BusCurveMessage curve, SignedEnvelope envelope) {
    if (clearing.isPresent() || curves.putIfAbsent(curve.bus(), curve.curve()) != null) {
      return List.of();
    }
    signedCurves.add(envelope);
    questions.onSpeaker(curve.bus(), post.placeOf(curve.bus(), envelope.signer()));
    return startIfComplete();
  }

  List<RegionEffect> startIfComplete() {
    if (clearing.isPresent() || curves.size() < post.network().buses().size()) {
      return List.of();
    }
    startedFrom = post.earlier().before(interval);
    var step = new RegionClearing(post.network(), curves, startedFrom, post.parameters());
    clearing = Optional.of(step);
    List<RegionEffect> effects = new ArrayList<>(send(step.start()));
    effects.addAll(afterStep());
    beforeStart.values().forEach(a -> effects.addAll(onRegion(a.message(), a.envelope())));
    beforeStart.clear();
    return effects;
  }

  List<RegionEffect> onRegion(RegionEnvelope message, SignedEnvelope envelope) {
    return switch (message.content()) {
      case Content.Step step -> onStep(message, step.message(), envelope);
      case Content.Responses responses -> onResponses(message, responses, envelope);
      case Content.Resend resend -> outbox.answer(message.from(), resend.step());
    };
  }

  private List<RegionEffect> onStep(
      RegionEnvelope message, RegionMessage step, SignedEnvelope envelope) {
    int from = message.from();
    if (!peers.contains(from)) {
      return List.of(new Refuse(envelope + ": region " + from + " is no neighbour"));
    }
    byte[] payload = envelope.payload();
    if (payload.length > longestBytes && failure.isEmpty()) {
      received.add(from, step.step(), envelope, payload);
      return fail(
          "the message of region %d of step %d has %d bytes; none needs more than %d"
              .formatted(from, step.step(), payload.length, longestBytes));
    }
    if (clearing.isEmpty()) {
      if (step.step() <= CatchUp.MAX_STEPS_AHEAD) {
        beforeStart.putIfAbsent(new SenderStep(from, step.step()), new Arrival(message, envelope));
      }
      return List.of();
    }
    if (failure.isPresent()) {
      return List.of();
    }
    if (catchUp.add(from, step, outbox.lastStep())) {
      received.add(from, step.step(), envelope, payload);
    }
    List<RegionEffect> effects = new ArrayList<>();
    Optional<CatchUp.Waiting> next = catchUp.next(outbox.lastStep());
    while (next.isPresent() && failure.isEmpty()) {
      effects.addAll(takeIn(next.get()));
      next = catchUp.next(outbox.lastStep());
    }
    effects.addAll(askPeers(catchUp.mustAsk(outbox.lastStep())));
    return effects;
  }

  /**
   * A message that the step cannot work with ends the clearing here: after an exception the step's
   * state is of no use. Who is to blame is for the inquiry to say.
   */
  private List<RegionEffect> takeIn(CatchUp.Waiting next) {
    List<RegionEffect> effects = new ArrayList<>();
    try {
      effects.addAll(send(clearing.orElseThrow().step(next.from(), next.message())));
    } catch (RuntimeException e) {
      // Whatever arrays a signed message has may meet whatever place of the step.
      return fail(
          "the message of region %d of step %d makes no sense: %s"
              .formatted(next.from(), next.step(), e.getMessage()));
    }
    effects.addAll(afterStep());
    return effects;
  }

  private List<RegionEffect> askPeers(Optional<Integer> fromStep) {
    return fromStep
        .map(step -> peers.stream().map(peer -> outbox.ask(peer, step)).toList())
        .orElse(List.of());
  }

  private List<RegionEffect> onResponses(
      RegionEnvelope message, Content.Responses content, SignedEnvelope envelope) {
    if (root.isEmpty()) {
      return List.of(
          new Refuse("responses of region " + message.from() + " are for the root of the tree"));
    }
    received.add(message.from(), content.step(), envelope, envelope.payload());
    return root.get().onResponses(message.from(), content);
  }

  private List<RegionEffect> send(List<Outgoing> outgoing) {
    return outgoing.stream()
        .map(message -> outbox.send(message.toRegion(), new Content.Step(message.message())))
        .toList();
  }

  private List<RegionEffect> afterStep() {
    if (result.isPresent() || clearing.flatMap(RegionClearing::outcome).isEmpty()) {
      return List.of();
    }
    return switch (clearing.get().outcome().orElseThrow()) {
      case ClearingOutcome.Cleared cleared -> {
        root.ifPresent(desk -> desk.onResult(cleared, clearing.get().trace()));
        yield ask(cleared.result());
      }
      case ClearingOutcome.Failed failed -> fail(failed.reason());
    };
  }

  private List<RegionEffect> fail(String reason) {
    failure = Optional.of(reason);
    return List.of(new GiveUp(interval, reason));
  }

  /** Asks the region's own aggregators what their bids answer to the prices found. */
  private List<RegionEffect> ask(ResultPart part) {
    result = Optional.of(part);
    questions.begin(part);
    List<RegionEffect> effects = new ArrayList<>(questions.open());
    effects.addAll(reportIfAnswered());
    return effects;
  }

  List<RegionEffect> onResponse(int bus, long pricePicosPerMwh, long lowWatts, long highWatts) {
    boolean news = questions.onResponse(bus, pricePicosPerMwh, lowWatts, highWatts);
    return news ? reportIfAnswered() : List.of();
  }

  private List<RegionEffect> reportIfAnswered() {
    if (!questions.isAnswered()) {
      return List.of();
    }
    var content =
        new Content.Responses(
            questions.buses(),
            questions.lowWatts(),
            questions.highWatts(),
            outbox.messages(),
            outbox.bytes(),
            clearing.orElseThrow().outcome().orElseThrow().effort().rounds(),
            PartDigest.of(post.publicNetwork(), questions.buses(), result.orElseThrow()),
            clearing.orElseThrow().ownTrace());
    return root.map(desk -> desk.onResponses(post.network().region(), content))
        .orElseGet(() -> List.of(outbox.send(post.root(), content)));
  }

  /** What may have been lost, once more. */
  List<RegionEffect> again() {
    List<RegionEffect> effects = new ArrayList<>(outbox.again());
    effects.addAll(askPeers(catchUp.mustAskAgain(outbox.lastStep())));
    effects.addAll(questions.open());
    root.ifPresent(desk -> effects.addAll(desk.again()));
    return effects;
  }

  /** The interval is void: how far this region got, and all that it knows of why. */
  Abandon abandon() {
    List<SignedEnvelope> heard = new ArrayList<>(signedCurves);
    heard.addAll(received.all());
    boolean complete = !received.outgrown() && !outbox.log().outgrown();
    var testimony =
        new Testimony(
            post.network().region(), interval, booksRoot, heard, outbox.log().all(), complete);
    return new Abandon(interval, whyNothingCame(), testimony);
  }

  private String whyNothingCame() {
    if (failure.isPresent()) {
      return failure.get();
    }
    if (clearing.isEmpty()) {
      List<Integer> missing =
          post.network().buses().stream().filter(bus -> !curves.containsKey(bus)).toList();
      return "the curves of buses " + missing + " have not come";
    }
    if (result.isPresent()) {
      return root.map(CertificateDesk::whyNothingCame)
          .orElse("prices were found here, and no clearing of them was accepted");
    }
    int longestSilence = peers.stream().mapToInt(received::lastStep).min().orElse(0);
    List<Integer> silent =
        peers.stream().filter(p -> received.lastStep(p) == longestSilence).toList();
    return "at step %d; regions %s have not been heard since step %d"
        .formatted(outbox.lastStep(), silent, longestSilence);
  }
}
