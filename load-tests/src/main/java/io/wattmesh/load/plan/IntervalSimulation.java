package io.wattmesh.load.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One interval, event by event: bids come in, after the gate each bus's book goes to the
 * validators, which order blocks, and check and execute them one after the other; regions clear in
 * hops; and after delivery readings go the same way and are settled. Service times are a {@link
 * CostModel}'s. The same seed gives the same interval.
 */
final class IntervalSimulation {
  private static final double SLICE_SECONDS = 0.1;
  private static final double BURST_SHARE = 0.5;
  private static final double BURST_SECONDS = 10;

  private final CostModel model;
  private final EncodedSizes sizes;
  private final Scale scale;
  private final Site site;
  private final Random random;
  private final Clearing clearing;

  /**
   * @param clearing how many hops it takes
   */
  IntervalSimulation(
      CostModel model, EncodedSizes sizes, Scale scale, Site site, Clearing clearing, long seed) {
    this.model = model;
    this.sizes = sizes;
    this.scale = scale;
    this.site = site;
    this.clearing = clearing;
    this.random = new Random(seed);
  }

  /**
   * What clearing does.
   *
   * @param hops messages one after another
   */
  record Clearing(int hops) {}

  Point.Parts run() {
    double backlog = backlogAfterGate();
    double books =
        ordered(scale.bids(), backlog, law(Stage.EXECUTION), 0, fixedShare(Stage.EXECUTION));
    double cleared = clear();
    double commit = commit();
    double settled =
        ordered(
            scale.devices(),
            0,
            readingExecution(),
            law(Stage.SETTLEMENT) * scale.devices(),
            fixedShare(Stage.SETTLEMENT));
    return new Point.Parts(books, cleared, commit, settled);
  }

  /** What collection adds to everything. */
  private double withOverhead(double seconds) {
    return seconds * model.busy().eachSeconds();
  }

  private double law(Stage stage) {
    return withOverhead(model.law(stage).eachSeconds());
  }

  /** A validator's part of what does not grow, in one of the two halves of an interval. */
  private double fixedShare(Stage stage) {
    double both = model.law(Stage.CONSENSUS).fixedSeconds() + model.law(Stage.NODE).fixedSeconds();
    double stages = withOverhead(model.law(stage).fixedSeconds() + both / 2);
    return (stages + model.busy().fixedSeconds()) / scale.validators();
  }

  /**
   * What is left of a reading once it is signed, each validator's part; on one machine the meters'
   * signatures are its work too.
   */
  private double readingExecution() {
    double sign = site.shared().isPresent() ? 0 : model.points().getLast().signMicros() * 1e-6;
    double left = model.law(Stage.READINGS).eachSeconds() - sign;
    return withOverhead(Math.max(0, left) / scale.validators());
  }

  private double latency() {
    return site.latencySeconds() * (0.5 + random.nextDouble());
  }

  /**
   * How late the last bid is taken in, seconds after the gate. What devices can't sign before the
   * gate they don't send.
   */
  private double backlogAfterGate() {
    var aggregators = new Station(site.shared().orElse(site.aggregatorCores()));
    double each = law(Stage.INTAKE);
    double last = -site.windowSeconds();
    double burst = Math.min(BURST_SECONDS, site.windowSeconds());
    long slices = Math.round(site.windowSeconds() / SLICE_SECONDS);
    for (long k = 0; k < slices; k++) {
      double from = -site.windowSeconds() + k * SLICE_SECONDS;
      double share = (1 - BURST_SHARE) * SLICE_SECONDS / site.windowSeconds();
      if (from >= -burst) {
        share += BURST_SHARE * SLICE_SECONDS / burst;
      }
      last = aggregators.done(from + site.windowSeconds(), share * scale.bids() * each);
    }
    return Math.max(0, last - site.windowSeconds());
  }

  /**
   * Books or readings of all buses, from their being handed in to the last block's commit.
   *
   * @param signatures in all of them
   * @param from when they are made
   * @param execution of one of them by one validator
   * @param after what each validator does once all are executed
   * @param fixed what each validator does anyway
   */
  private double ordered(
      double signatures, double from, double execution, double after, double fixed) {
    var ordering = new Ordering(signatures, execution);
    ordering.begin(from, fixed);
    double executed = ordering.end();
    return ordering.finish(executed, after);
  }

  /** Validators that order, check and execute. */
  private final class Ordering {
    private final Agenda agenda = new Agenda();
    private final List<Station> validators = new ArrayList<>();
    private final double perBook;
    private final double execution;
    private final int books;
    private final int quorum = 2 * scale.validators() / 3 + 1;
    private int ready;
    private boolean inRound;
    private double last;

    private Ordering(double signatures, double execution) {
      this.books = (int) Math.ceil(scale.buses());
      this.perBook = signatures / books;
      this.execution = execution;
      Station shared = site.shared().map(Station::new).orElse(null);
      for (int k = 0; k < scale.validators(); k++) {
        validators.add(shared != null ? shared : new Station(site.validatorCores()));
      }
    }

    private void begin(double from, double fixed) {
      agenda.at(from, now -> validators.forEach(station -> station.done(now, fixed)));
      for (int book = 0; book < books; book++) {
        agenda.at(from + latency(), this::take);
      }
    }

    /** A book comes to all: what the node does for it, and what spreading it takes. */
    private void take(double now) {
      double each = law(Stage.CONSENSUS) + law(Stage.NODE) / scale.validators();
      double[] ends = new double[scale.validators()];
      for (int k = 0; k < ends.length; k++) {
        ends[k] = validators.get(k).done(now, perBook * each);
      }
      Arrays.sort(ends);
      agenda.at(ends[quorum - 1], this::onReady);
    }

    private void onReady(double now) {
      ready++;
      if (!inRound) {
        round(now);
      }
    }

    /** A block: as many books as it holds, to all validators, a vote back, and its execution. */
    private void round(double now) {
      double bookBytes = perBook * sizes.content(scale) / scale.signatures();
      int taken = (int) Math.clamp(Math.floor(Limits.BLOCK_BYTES / bookBytes), 1, ready);
      ready -= taken;
      inRound = true;
      double sent = taken * bookBytes / site.bytesPerSecond();
      double took = Math.max(Limits.PACE_SECONDS, sent + 2 * latency());
      agenda.at(now + took, voted -> execute(voted, taken));
    }

    /**
     * On one thread of each validator; what is signed in books and readings is checked before, on
     * all its processors.
     */
    private void execute(double now, int taken) {
      double end = now;
      double atOnce = site.shared().isPresent() ? 1 : site.validatorCores();
      double each = execution + law(Stage.CHECKS) / atOnce;
      double[] ends = new double[scale.validators()];
      for (int k = 0; k < ends.length; k++) {
        ends[k] = validators.get(k).done(now, taken * perBook * each);
      }
      Arrays.sort(ends);
      end = Math.max(end, ends[quorum - 1]);
      agenda.at(end, this::onExecuted);
    }

    private void onExecuted(double now) {
      last = now;
      inRound = false;
      if (ready > 0) {
        round(now);
      }
    }

    private double end() {
      agenda.runAll();
      return last;
    }

    /** What comes after the last of them, and the round that commits it. */
    private double finish(double executed, double after) {
      double[] ends = new double[scale.validators()];
      for (int k = 0; k < ends.length; k++) {
        ends[k] = validators.get(k).done(executed, after);
      }
      Arrays.sort(ends);
      return ends[quorum - 1] + Math.max(Limits.PACE_SECONDS, 2 * latency());
    }
  }

  /** Hops one after another; in each every region does its part. */
  private double clear() {
    Law law = model.law(Stage.CLEARING);
    double total = withOverhead(law.seconds(scale.bids()));
    double each = total / scale.regions() / clearing.hops();
    double cores = site.shared().orElse(site.regionCores() * scale.regions());
    double now = 0;
    var stations = new Station(Math.max(1, Math.min(cores, scale.regions())));
    for (int hop = 0; hop < clearing.hops(); hop++) {
      double end = now;
      for (int region = 0; region < scale.regions(); region++) {
        end = Math.max(end, stations.done(now, each));
      }
      now = end + latency();
    }
    return now;
  }

  /** The clearing's certificate, checked by each validator and committed two rounds later. */
  private double commit() {
    double check =
        withOverhead(model.law(Stage.CERTIFICATE).seconds(scale.validators() * scale.buses()))
            / scale.validators();
    double parallel = site.shared().map(cores -> scale.validators() / cores).orElse(1.0);
    return check * Math.max(1, parallel)
        + 2 * Math.max(Limits.PACE_SECONDS, 2 * latency())
        + latency();
  }
}
