package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.LastClearing;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.TreeTask;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.ResultUp;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.partition.RegionNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One region's clearing of one interval, as a state machine.
 *
 * <p>Call {@link #start} once, then {@link #step} for each message that arrives, and deliver what
 * they return, each message at least once and in any order. Repeated, early and late messages do no
 * harm, and the outcome does not depend on the order. Every region ends with an outcome.
 *
 * <pre>
 *   ROUNDS --polish--> POLISHING --accepted--> CHOOSING --by the rules--> COLLECTING --> done: Cleared
 *     ^                    |                       |
 *     +----- resume -------+                       +--> done: Failed
 *   ROUNDS --take over--> INTERIOR --polish--> POLISHING --resume--> INTERIOR
 *   ROUNDS, INTERIOR --fail--> done: Failed
 * </pre>
 */
public final class RegionClearing {
  private final RegionModel model;
  private final Collectives collectives;
  private final BorderAlignment borders;
  private final AdmmPhase admm;
  private final InteriorPhase interior;
  private final PolishLadder polish;
  private final ChoicePhase choice;
  private final StartPrice startPrice;
  private final StartPrice coldPrice;
  private final boolean roundsFirst;
  private final Optional<LastClearing> last;
  private Consumer<KktPoint> whenOptimal = optimum -> {};
  private boolean startedFromPoint;
  private ClearingOutcome outcome;

  /**
   * @param network the region's view
   * @param curves one cost curve for each of its buses
   * @param parameters the same at every region
   * @throws IllegalArgumentException if a bus has no curve
   */
  public RegionClearing(
      RegionNetwork network, Map<Integer, CostCurve> curves, ClearingParameters parameters) {
    this(network, curves, Optional.empty(), parameters);
  }

  /**
   * A clearing that starts from the last one, if every region knows it.
   *
   * @param last the last certified clearing
   */
  public RegionClearing(
      RegionNetwork network,
      Map<Integer, CostCurve> curves,
      Optional<LastClearing> last,
      ClearingParameters parameters) {
    this.last = last;
    model = new RegionModel(network, curves);
    collectives = new Collectives(network.tree(), network.neighbours());
    borders = new BorderAlignment(network, model, collectives);
    TreeSolver solver = new TreeSolver(model, network.tree(), collectives);
    admm = new AdmmPhase(model, collectives, borders, parameters);
    interior = new InteriorPhase(model, solver, collectives, parameters.maxIterations());
    polish =
        new PolishLadder(
            model,
            solver,
            borders,
            PolishPhase.Tolerances.LADDER_OF_MARKET,
            parameters.polishCorrections());
    choice = new ChoicePhase(model, solver, collectives, borders, parameters, bus -> 0);
    List<CostCurve> own = network.buses().stream().map(curves::get).toList();
    startPrice = new StartPrice(own, last.isEmpty(), collectives);
    coldPrice = new StartPrice(own, true, collectives);
    roundsFirst =
        parameters.method() != ClearingMethod.INTERIOR_POINT && parameters.maxRounds() > 0;
  }

  /** Starts clearing and returns the first messages. */
  public List<Outgoing> start() {
    return collectives.start(() -> startPrice.find(this::startAt, this::startFromLast));
  }

  private void startAt(double price) {
    if (roundsFirst) {
      admm.start(price);
      admm.run(this::afterRounds);
    } else {
      iterateFrom(price);
    }
  }

  private void iterateFrom(double price) {
    interior.start(price);
    interior.run(this::afterIterations);
  }

  /** A point that misleads the method is given up for one price everywhere, once. */
  private void iterateFrom(KktPoint point) {
    startedFromPoint = true;
    interior.start(point);
    interior.run(this::afterIterations);
  }

  /** First with the bids and lines that were marginal last; then as ever, from the last prices. */
  private void startFromLast() {
    LastClearing known =
        last.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the root wants to start from the last clearing, which is not known here"));
    KktPoint point = new KktPoint(model);
    for (int i = 0; i < model.all; i++) {
      point.price[i] = known.priceUsdPerMwh().get(model.busNumber[i]);
      point.angle[i] = known.angleRad().get(model.busNumber[i]);
    }
    polish.tryOnce(
        point,
        set -> {
          for (int i = 0; i < model.own; i++) {
            double injection = known.injectionMw().get(model.busNumber[i]) / model.baseMva;
            set.setPiece(i, model.curve[i].pieceAfter(point.price[i], injection));
          }
          for (int l = 0; l < model.lines; l++) {
            set.setSide(l, known.sideOfBranch().getOrDefault(model.row[l], 0));
          }
        },
        this::choose,
        () -> goOnFrom(point));
  }

  private void goOnFrom(KktPoint point) {
    if (roundsFirst) {
      admm.start(point);
      admm.run(this::afterRounds);
    } else {
      iterateFrom(point);
    }
  }

  /** Takes in a message from a region and returns what to send because of it. */
  public List<Outgoing> step(int fromRegion, RegionMessage message) {
    return collectives.receive(fromRegion, message);
  }

  /** How clearing ended here, once it has. */
  public Optional<ClearingOutcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /**
   * The consensus residual of each ADMM round, in the penalties' norm; known at the root of the
   * region tree, elsewhere empty.
   */
  public double[] residuals() {
    return admm.residuals();
  }

  /**
   * What all regions together were away from the end; complete at the root of the region tree,
   * elsewhere without the rounds.
   */
  public ResidualTrace trace() {
    return new ResidualTrace(admm.residuals(), interior.meanGaps());
  }

  /** What this region by itself was away from the end. */
  public ResidualTrace ownTrace() {
    return new ResidualTrace(admm.ownResiduals(), interior.ownMeanGaps());
  }

  /** Lets somebody watch this region's ADMM rounds; call it before {@link #start}. */
  public void watch(RoundWatcher watcher) {
    admm.watch(watcher);
  }

  /** Lets somebody watch this region's prices; call it before {@link #start}. */
  public void watchPrices(PriceWatcher watcher) {
    admm.afterEachRound(() -> tell(watcher, admm.point()));
    interior.afterEachIteration(() -> tell(watcher, interior.point()));
    whenOptimal = optimum -> tell(watcher, optimum);
  }

  private void tell(PriceWatcher watcher, KktPoint point) {
    watcher.onPrices(effort(), Arrays.copyOf(point.price, model.own));
  }

  private void afterRounds(DecisionDown message) {
    if (message.decision() == Decision.FAIL) {
      fail();
      return;
    }
    if (message.decision() == Decision.TAKE_OVER) {
      borders.align(
          admm.point(),
          () -> {
            iterateFrom(admm.point());
          });
      return;
    }
    polish.tryOnce(
        admm.point(),
        set -> set.copyFrom(admm.set()),
        this::choose,
        () -> admm.run(this::afterRounds));
  }

  private void afterIterations(DecisionDown message) {
    if (message.decision() == Decision.FAIL && startedFromPoint) {
      startedFromPoint = false;
      coldPrice.find(this::iterateFrom, this::fail);
      return;
    }
    if (message.decision() == Decision.FAIL) {
      fail();
      return;
    }
    polish.climb(
        interior.point(),
        interior::classify,
        this::choose,
        () -> interior.run(this::afterIterations));
  }

  private void fail() {
    fail(
        "no prices",
        "most likely no dispatch within the bids and line limits balances every bus: compare fixed"
            + " load with supply on each island");
  }

  private void fail(String what, String why) {
    outcome =
        new ClearingOutcome.Failed(
            "%s after %d ADMM rounds and %d interior-point iterations; %s"
                .formatted(what, admm.rounds(), interior.iterations(), why),
            effort());
  }

  /** What the bids ask for can be met: there is an optimum, and which of them could not be told. */
  private void failToChoose() {
    fail(
        "an optimum, but no choice among equal ones that the rules of shares and prices would"
            + " prove,",
        "bids and line limits are not to blame: keep the bids and report this as a fault of the"
            + " clearing");
  }

  private void choose(KktPoint optimum) {
    whenOptimal.accept(optimum);
    choice.choose(
        optimum,
        chosen -> {
          if (chosen) {
            collectives.tree(new Collection());
          } else {
            failToChoose();
          }
        });
  }

  private ClearingEffort effort() {
    return new ClearingEffort(
        admm.rounds(),
        interior.iterations(),
        polish.attempts(),
        collectives.neighbourExchanges(),
        collectives.treePasses());
  }

  /** Carries results up; what comes down says that they have arrived. */
  private final class Collection implements TreeTask {
    private ResultPart part =
        PolishedResult.of(model, choice.point(), choice.shares(), choice.pulls());

    @Override
    public RegionMessage up(int step, List<RegionMessage> fromChildren) {
      List<ResultPart> parts = new ArrayList<>(List.of(part));
      fromChildren.forEach(m -> parts.add(((ResultUp) m).part()));
      part = ResultPart.join(parts);
      return new ResultUp(step, part);
    }

    @Override
    public RegionMessage turn(RegionMessage up) {
      return new DecisionDown(up.step(), Decision.FINISHED, new double[0]);
    }

    @Override
    public RegionMessage down(RegionMessage fromParent, int child) {
      return fromParent;
    }

    @Override
    public void done(RegionMessage fromParent) {
      outcome = new ClearingOutcome.Cleared(part, effort());
    }
  }
}
