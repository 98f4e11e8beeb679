package io.wattmesh.cluster.clear;

import io.wattmesh.cluster.market.CaseMarket;
import io.wattmesh.grid.certificate.Awards;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.GapBound;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A case's clearing as data: everything but the figures of effort is read off the certificate, as
 * anyone could.
 */
public final class CaseReport {
  private static final double PICOS = 1e12;
  private static final double MILLION = 1e6;

  private final CaseMarket market;
  private final Network network;
  private final NetworkModel model;
  private final ClearingCertificate certificate;
  private final CaseClearing.Result result;
  private final Verdict verdict;
  private final TreeMap<Integer, Long> dispatchWatts = new TreeMap<>();
  private final TreeMap<Integer, Long> shedWatts = new TreeMap<>();
  private final TreeMap<Integer, Long> spilledWatts = new TreeMap<>();

  public CaseReport(CaseMarket market, CaseClearing.Result result) {
    this.market = market;
    this.network = market.clearing().network();
    this.model = market.clearing().rounded().model();
    this.certificate = result.certificate();
    this.result = result;
    var bids = new ArrayList<BusBids>();
    for (int k = 0; k < model.buses(); k++) {
      List<CaseMarket.Entry> entries = market.entries(model.busNumber(k));
      bids.add(new BusBids(entries.stream().map(entry -> entry.bid().curve()).toList()));
    }
    this.verdict = ChoiceChecker.check(model, certificate, bids);
    if (verdict.isValid()) {
      dispatch(bids);
    }
  }

  private void dispatch(List<BusBids> bids) {
    for (int k = 0; k < model.buses(); k++) {
      long[] awards =
          Awards.at(bids.get(k), certificate.pricePicosPerMwh(k), certificate.injectionWatts(k));
      List<CaseMarket.Entry> entries = market.entries(model.busNumber(k));
      for (int j = 0; j < awards.length; j++) {
        CaseMarket.Entry entry = entries.get(j);
        if (entry.generatorRow() >= 0) {
          dispatchWatts.put(entry.generatorRow(), awards[j]);
        }
        shedWatts.merge(entry.bus(), entry.shedWatts(awards[j]), Long::sum);
        spilledWatts.merge(entry.bus(), entry.spilledWatts(awards[j]), Long::sum);
      }
    }
  }

  public Verdict verdict() {
    return verdict;
  }

  /**
   * Cost of the dispatch by the case's own curves, $/h; what is shed costs the value of lost load.
   * What is spilled costs as much, beside what the generator costs at the least that it can run at.
   */
  double objectiveUsdPerHour() {
    Map<Integer, Generator> generators = market.generatorsByRow();
    double dispatched =
        dispatchWatts.entrySet().stream()
            .mapToDouble(
                entry -> costUsdPerHour(generators.get(entry.getKey()), entry.getValue() / MILLION))
            .sum();
    return dispatched + (sum(shedWatts) + sum(spilledWatts)) / MILLION * market.lostLoadValue();
  }

  private static double costUsdPerHour(Generator generator, double powerMw) {
    CostCurve curve = generator.curve();
    return curve.costUsdPerHour(Math.clamp(powerMw, curve.minMw(), curve.maxMw()));
  }

  private static long sum(Map<Integer, Long> watts) {
    return watts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The schema is in docs/formats.md. */
  public Map<String, Object> toJson(DcModel dcModel, boolean check) {
    var json = new LinkedHashMap<String, Object>();
    GapBound gap = verdict.gap();
    json.put("case", network.name());
    json.put("buses", network.buses().size());
    json.put("branches", network.branches().size());
    json.put("regions", market.clearing().regions());
    json.put("method", method());
    json.put("dcModel", dcModel.name().toLowerCase(Locale.ROOT));
    json.put("rounds", result.figures().rounds());
    json.put("iterations", result.figures().iterations());
    int depth = market.clearing().treeDepth();
    json.put("treeDepth", depth);
    json.put("hops", result.figures().effort().hops(depth));
    json.put("hopsOfStar", result.figures().effort().hops(1));
    json.put("messages", result.figures().messages());
    json.put("bytes", result.figures().bytes());
    json.put("seconds", result.seconds());
    json.put("objective", objectiveUsdPerHour());
    json.put(
        "relativeGap",
        gap.volumeMicrosPerHour() == 0
            ? 0
            : (double) gap.gapMicrosPerHour() / gap.volumeMicrosPerHour());
    json.put("lmp", lmps());
    json.put("dispatch", dispatch());
    json.put("flow", flows());
    json.put("lostLoadValue", market.lostLoadValue());
    json.put("shed", byBus(shedWatts));
    json.put("spilled", byBus(spilledWatts));
    json.put(
        "certificate",
        Map.of("valid", verdict.isValid(), "gapBound", gap.gapMicrosPerHour() / MILLION));
    if (check) {
      json.put("check", check());
    }
    return json;
  }

  /** How the prices were found. */
  public String method() {
    if (result.figures().iterations() == 0) {
      return "admm";
    }
    return result.figures().rounds() == 0 ? "interior-point" : "admm+interior-point";
  }

  private Map<String, Double> lmps() {
    var lmps = new LinkedHashMap<String, Double>();
    for (int k = 0; k < model.buses(); k++) {
      lmps.put(Integer.toString(model.busNumber(k)), certificate.pricePicosPerMwh(k) / PICOS);
    }
    return lmps;
  }

  private List<Map<String, Object>> dispatch() {
    Map<Integer, Generator> generators = market.generatorsByRow();
    return dispatchWatts.entrySet().stream()
        .map(
            entry -> {
              var row = new LinkedHashMap<String, Object>();
              row.put("row", entry.getKey());
              row.put("bus", generators.get(entry.getKey()).bus());
              row.put("mw", entry.getValue() / MILLION);
              return (Map<String, Object>) row;
            })
        .toList();
  }

  /** The buses at which there is any. */
  private static List<Map<String, Object>> byBus(Map<Integer, Long> watts) {
    return watts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(
            entry -> {
              var row = new LinkedHashMap<String, Object>();
              row.put("bus", entry.getKey());
              row.put("mw", entry.getValue() / MILLION);
              return (Map<String, Object>) row;
            })
        .toList();
  }

  private List<Map<String, Object>> flows() {
    var flows = new ArrayList<Map<String, Object>>();
    for (int k = 0; k < model.branches(); k++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("row", market.clearing().rounded().branchRow(k));
      row.put("from", model.busNumber(model.fromBus(k)));
      row.put("to", model.busNumber(model.toBus(k)));
      row.put("mw", flowMw(k));
      flows.add(row);
    }
    return flows;
  }

  private double flowMw(int branch) {
    double angleRad =
        (certificate.anglePicoRad(model.fromBus(branch))
                - certificate.anglePicoRad(model.toBus(branch))
                - model.shiftPicoRad(branch))
            / PICOS;
    return model.susceptanceWattsPerRad(branch) * angleRad / MILLION;
  }

  private Map<String, Object> check() {
    Map<Integer, CostCurve> curves = standingCurves();
    ResultPart central = CentralClearing.clear(market.clearing().rounded().network(), curves);
    double lmpError = 0;
    for (int k = 0; k < model.buses(); k++) {
      double lmp = certificate.pricePicosPerMwh(k) / PICOS;
      lmpError = Math.max(lmpError, Math.abs(lmp - central.lmpUsdPerMwh(model.busNumber(k))));
    }
    double flowError = 0;
    for (int k = 0; k < model.branches(); k++) {
      int row = market.clearing().rounded().branchRow(k);
      flowError = Math.max(flowError, Math.abs(flowMw(k) - central.flowMw(row)));
    }
    var check = new LinkedHashMap<String, Object>();
    check.put("centralObjective", centralObjectiveUsdPerHour(central, curves));
    check.put("maxLmpError", lmpError);
    check.put("maxFlowErrorMw", flowError);
    return check;
  }

  /** The case's own curves suffice if nothing is shed or spilled. */
  private Map<Integer, CostCurve> standingCurves() {
    if (sum(shedWatts) + sum(spilledWatts) == 0) {
      return network.busCurves();
    }
    var curves = new HashMap<Integer, CostCurve>();
    for (int k = 0; k < model.buses(); k++) {
      int bus = model.busNumber(k);
      List<StandingCurve> bids = market.entries(bus).stream().map(CaseMarket.Entry::bid).toList();
      curves.put(bus, new StandingBids(bids).costCurve());
    }
    return curves;
  }

  /**
   * The case's own cost of what the case's own curves allow, and the value of lost load for the
   * rest of a bus's injection.
   */
  private double centralObjectiveUsdPerHour(ResultPart central, Map<Integer, CostCurve> standing) {
    Map<Integer, CostCurve> own = network.busCurves();
    double cost = 0;
    for (int k = 0; k < model.buses(); k++) {
      int bus = model.busNumber(k);
      double injectionMw = central.injectionMw(bus);
      double within = Math.clamp(injectionMw, own.get(bus).minMw(), own.get(bus).maxMw());
      cost += own.get(bus).costUsdPerHour(within);
      cost += standing.get(bus).costUsdPerHour(injectionMw);
      cost -= standing.get(bus).costUsdPerHour(within);
    }
    return cost;
  }
}
