package io.wattmesh.market.clearing;

import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Regions and aggregators wired by hand over a network that a seed makes unreliable. When all is
 * quiet and no clearing has come, every region repeats what may have been lost.
 */
final class RegionExchange {
  private static final int MAX_REPAIRS = 2_000;

  /**
   * How messages travel; probabilities in percent.
   *
   * @param remindedPercent how often, a delivery, some region repeats what it sent: as an impatient
   *     one does whose messages are only late
   */
  record Trouble(
      long seed, boolean reordered, int lostPercent, int doubledPercent, int remindedPercent) {
    static final Trouble NONE = new Trouble(0, false, 0, 0);

    Trouble(long seed, boolean reordered, int lostPercent, int doubledPercent) {
      this(seed, reordered, lostPercent, doubledPercent, 0);
    }
  }

  private record Link(int from, int to) {}

  /** What one region sent another. */
  record Crossing(int from, int to, SignedEnvelope envelope) {}

  private record Delivery(int region, Runnable arrive) {}

  private final ClearingFixture market;
  private final Trouble trouble;
  private final Random random;
  private final long interval;
  private final List<RegionDesk> desks = new ArrayList<>();
  private final List<Delivery> inFlight = new ArrayList<>();
  private final Set<Integer> silent = new HashSet<>();
  private final Set<Link> cut = new HashSet<>();
  private final Map<Link, Integer> cutFrom = new HashMap<>();
  private final Map<Integer, Set<Integer>> kills = new HashMap<>();
  private final Map<Integer, Integer> heard = new HashMap<>();
  private final Map<Integer, UnaryOperator<RegionEffect>> liars = new HashMap<>();

  final List<Crossing> crossings = new ArrayList<>();
  final List<RegionEffect.Submit> submitted = new ArrayList<>();
  final List<RegionEffect.GiveUp> givenUp = new ArrayList<>();
  final List<RegionEffect.Abandon> abandoned = new ArrayList<>();
  final List<RegionEffect.Refuse> refused = new ArrayList<>();
  int repairs;

  RegionExchange(ClearingFixture market, long interval, Trouble trouble) {
    this.market = market;
    this.interval = interval;
    this.trouble = trouble;
    this.random = new Random(trouble.seed());
    for (int region = 0; region < market.regions(); region++) {
      desks.add(new RegionDesk(market.post(region)));
    }
  }

  RegionDesk desk(int region) {
    return desks.get(region);
  }

  /** Nothing reaches this region, and it does nothing. */
  RegionExchange silence(int region) {
    silent.add(region);
    return this;
  }

  /** No message of the one region reaches the other. */
  RegionExchange cut(int from, int to) {
    cut.add(new Link(from, to));
    return this;
  }

  /** From the so manieth message between regions on, none of the one reaches the other. */
  void cutAfter(int messages, int from, int to) {
    cutFrom.put(new Link(from, to), messages);
  }

  /** What the region does is what another makes of it. */
  RegionExchange lie(int region, UnaryOperator<RegionEffect> lie) {
    liars.put(region, lie);
    return this;
  }

  /** Before it hears its n-th message the region loses its memory, and nobody tells it anything. */
  RegionExchange kill(int region, int beforeMessage) {
    kills.computeIfAbsent(region, any -> new HashSet<>()).add(beforeMessage);
    return this;
  }

  /** How many messages of other regions a region has heard. */
  int heard(int region) {
    return heard.getOrDefault(region, 0);
  }

  /** Begins at all regions, in any order if messages are reordered, each with its buses' curves. */
  RegionExchange begin() {
    for (int region = 0; region < desks.size(); region++) {
      int number = region;
      reliably(region, () -> carryOut(number, desks.get(number).begin(interval, BOOKS)));
    }
    market.bids().keySet().forEach(this::offer);
    return this;
  }

  private void offer(int bus) {
    int region = market.regionOf(bus);
    SignedEnvelope curve = market.busCurve(interval, BOOKS, bus);
    send(region, () -> carryOut(region, desks.get(region).receive(curve)));
  }

  private void deliver(int from, int to, SignedEnvelope envelope) {
    var link = new Link(from, to);
    int messages = crossings.size();
    if (!cut.contains(link) && messages <= cutFrom.getOrDefault(link, messages)) {
      send(to, () -> hear(to, envelope));
    }
  }

  private void hear(int region, SignedEnvelope envelope) {
    int count = heard.merge(region, 1, Integer::sum);
    if (kills.getOrDefault(region, Set.of()).contains(count)) {
      desks.set(region, new RegionDesk(market.post(region)));
    }
    carryOut(region, desks.get(region).receive(envelope));
  }

  private void reliably(int region, Runnable arrive) {
    if (!silent.contains(region)) {
      inFlight.add(new Delivery(region, arrive));
    }
  }

  private void send(int region, Runnable arrive) {
    if (random.nextInt(100) >= trouble.lostPercent()) {
      reliably(region, arrive);
    }
    if (random.nextInt(100) < trouble.doubledPercent()) {
      reliably(region, arrive);
    }
  }

  private void carryOut(int from, List<RegionEffect> effects) {
    UnaryOperator<RegionEffect> lie = liars.getOrDefault(from, UnaryOperator.identity());
    for (RegionEffect effect : effects) {
      switch (lie.apply(effect)) {
        case RegionEffect.SendToRegion send -> {
          crossings.add(new Crossing(from, send.region(), send.envelope()));
          deliver(from, send.region(), send.envelope());
        }
        case RegionEffect.SendAgain send -> deliver(from, send.region(), send.envelope());
        case RegionEffect.AskResponse ask -> answer(from, ask);
        case RegionEffect.Submit submit -> submitted.add(submit);
        case RegionEffect.GiveUp giveUp -> givenUp.add(giveUp);
        case RegionEffect.Abandon abandon -> abandoned.add(abandon);
        case RegionEffect.Refuse refuse -> refused.add(refuse);
      }
    }
  }

  private void answer(int region, RegionEffect.AskResponse ask) {
    StandingBids bids = market.standingAt(ask.bus());
    long price = ask.pricePicosPerMwh();
    send(
        region,
        () ->
            carryOut(
                region,
                desks
                    .get(region)
                    .onResponse(
                        ask.interval(),
                        ask.bus(),
                        price,
                        bids.lowWatts(price),
                        bids.highWatts(price))));
  }

  /** Runs until nothing is in flight. */
  void settle() {
    while (!inFlight.isEmpty()) {
      int next = trouble.reordered() ? random.nextInt(inFlight.size()) : 0;
      inFlight.remove(next).arrive().run();
      if (random.nextInt(100) < trouble.remindedPercent()) {
        remind(random.nextInt(desks.size()));
      }
    }
  }

  /** Runs until a clearing is handed in, repairing as often as it takes. */
  ClearingCertificate run() {
    begin();
    settle();
    while (submitted.isEmpty() && givenUp.isEmpty() && repairs < MAX_REPAIRS) {
      repair();
    }
    return certificate();
  }

  /** Everybody repeats what may have been lost. */
  void repair() {
    repairs++;
    for (int region = 0; region < desks.size(); region++) {
      remind(region);
    }
    market.bids().keySet().forEach(this::offer);
    settle();
  }

  private void remind(int region) {
    if (!silent.contains(region)) {
      carryOut(region, desks.get(region).again());
    }
  }

  /** The deadline has passed without a clearing. */
  RegionExchange abandon() {
    for (int region = 0; region < desks.size(); region++) {
      carryOut(region, desks.get(region).abandon(interval));
    }
    return this;
  }

  ClearingCertificate certificate() {
    return ClearingCertificate.decode(submitted.getFirst().clearing().payload());
  }
}
