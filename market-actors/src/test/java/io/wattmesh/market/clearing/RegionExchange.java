package io.wattmesh.market.clearing;

import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Regions and aggregators wired by hand over a network that a seed makes unreliable. When all is
 * quiet and no clearing has come, every region repeats what may have been lost.
 */
final class RegionExchange {
  private static final int MAX_REPAIRS = 2_000;

  /** How messages travel; probabilities in percent. */
  record Trouble(long seed, boolean reordered, int lostPercent, int doubledPercent) {
    static final Trouble NONE = new Trouble(0, false, 0, 0);
  }

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

  final List<Crossing> crossings = new ArrayList<>();
  final List<RegionEffect.Submit> submitted = new ArrayList<>();
  final List<RegionEffect.GiveUp> givenUp = new ArrayList<>();
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
    deliver(region, market.busCurve(interval, BOOKS, bus));
  }

  private void deliver(int region, SignedEnvelope envelope) {
    send(region, () -> carryOut(region, desks.get(region).receive(envelope)));
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
    for (RegionEffect effect : effects) {
      switch (effect) {
        case RegionEffect.SendToRegion send -> {
          crossings.add(new Crossing(from, send.region(), send.envelope()));
          deliver(send.region(), send.envelope());
        }
        case RegionEffect.AskResponse ask -> answer(from, ask);
        case RegionEffect.Submit submit -> submitted.add(submit);
        case RegionEffect.GiveUp giveUp -> givenUp.add(giveUp);
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
      if (!silent.contains(region)) {
        carryOut(region, desks.get(region).again());
      }
    }
    market.bids().keySet().forEach(this::offer);
    settle();
  }

  ClearingCertificate certificate() {
    return ClearingCertificate.decode(submitted.getFirst().clearing().payload());
  }
}
