package io.wattmesh.ledger;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.NoticedNetwork;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clears the standing bids of a ledger as a region that owns the whole network does. */
public final class SolvedClearing {
  private static final double WATTS_PER_MEGAWATT = 1e6;
  private static final double PICOS = 1e12;

  private SolvedClearing() {}

  /** The clearing of a booked interval with its proof, as the published rules choose it. */
  public static ClearingCertificate of(Genesis genesis, LedgerState state, long interval) {
    return find(genesis, state, interval)
        .orElseThrow(() -> new AssertionError("the regions find no clearing of " + interval));
  }

  /** The same; empty if the regions give up, as they may where a notice tears the grid apart. */
  public static Optional<ClearingCertificate> find(
      Genesis genesis, LedgerState state, long interval) {
    NetworkModel model =
        state
            .network(interval)
            .map(record -> NoticedNetwork.of(genesis.network(), record.notice()))
            .orElse(genesis.network());
    RoundedNetwork rounded = RoundedNetwork.of(network(model));
    if (!rounded.model().equals(model)) {
      throw new AssertionError("rounding does not give back " + model);
    }
    List<List<BidCurve>> bids = bids(model, state, interval);
    return clear(network(model), bids)
        .map(
            cleared ->
                CertificateMaker.make(
                    rounded.model(),
                    interval,
                    state.interval(interval).orElseThrow().booksRoot(),
                    rounded.solution(cleared.result()),
                    ResponseWindow.of(bids.stream().map(BusBids::new).toList())));
  }

  private static Network network(NetworkModel model) {
    List<Bus> buses = new ArrayList<>();
    for (int k = 0; k < model.buses(); k++) {
      BusType type = k == 0 ? BusType.REFERENCE : BusType.LOAD;
      buses.add(new Bus(model.busNumber(k), type, 0, 0));
    }
    List<Branch> branches = new ArrayList<>();
    for (int k = 0; k < model.branches(); k++) {
      branches.add(
          new Branch(
              k,
              model.busNumber(model.fromBus(k)),
              model.busNumber(model.toBus(k)),
              model.susceptanceWattsPerRad(k) / WATTS_PER_MEGAWATT,
              model.shiftPicoRad(k) / PICOS,
              model.minFlowWatts(k) / WATTS_PER_MEGAWATT,
              model.maxFlowWatts(k) / WATTS_PER_MEGAWATT,
              true));
    }
    return new Network("genesis", 100, model.busNumber(0), buses, branches, List.of());
  }

  private static List<List<BidCurve>> bids(NetworkModel model, LedgerState state, long interval) {
    List<List<BidCurve>> bids = new ArrayList<>();
    for (int k = 0; k < model.buses(); k++) {
      bids.add(
          state
              .book(interval, model.busNumber(k))
              .map(book -> book.bids().stream().map(StandingBid::curve).toList())
              .orElse(List.of()));
    }
    return bids;
  }

  private static Optional<ClearingOutcome.Cleared> clear(
      Network network, List<List<BidCurve>> bids) {
    Map<Integer, CostCurve> curves = new HashMap<>();
    for (int k = 0; k < bids.size(); k++) {
      List<BidCurve> own = bids.get(k);
      curves.put(
          network.buses().get(k).number(),
          own.isEmpty() ? CostCurve.fixed(0) : BidSum.of(own).costCurve());
    }
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, 1),
                curves,
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    return outcome instanceof ClearingOutcome.Cleared cleared
        ? Optional.of(cleared)
        : Optional.empty();
  }
}
