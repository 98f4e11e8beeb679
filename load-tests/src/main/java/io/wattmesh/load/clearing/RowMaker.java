package io.wattmesh.load.clearing;

import io.wattmesh.cluster.clear.CaseClearing;
import io.wattmesh.cluster.market.CaseMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.GapBound;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clears a case through the actors, judges the certificate and compares. */
final class RowMaker {
  private static final double PICOS = 1e12;
  private static final double MILLION = 1e6;
  private static final double MILLIS = 1e3;

  private RowMaker() {}

  /**
   * @param patience how long to wait for the certificate
   */
  static ClearingRow clear(
      Reference reference, int regions, ClearingMethod method, Duration patience) {
    CaseMarket market = CaseMarket.of(reference.network(), regions, ClearingParameters.of(method));
    try {
      CaseClearing.Result result = CaseClearing.clear(market, patience);
      NetworkModel model = market.clearing().rounded().model();
      List<BusBids> bids = bids(market, model);
      Verdict verdict = ChoiceChecker.check(model, result.certificate(), bids);
      Timed<Verdict> again = Timed.of(() -> ChoiceChecker.check(model, result.certificate(), bids));
      String note = verdict.isValid() ? "" : "the certificate is refused: " + verdict.detail();
      return row(
          reference,
          market,
          method,
          Optional.of(figures(reference, market, result, verdict, again.seconds() * MILLIS)),
          note);
    } catch (UserErrorException e) {
      return row(reference, market, method, Optional.empty(), e.getMessage());
    }
  }

  private static List<BusBids> bids(CaseMarket market, NetworkModel model) {
    var bids = new ArrayList<BusBids>();
    for (int k = 0; k < model.buses(); k++) {
      List<CaseMarket.Entry> entries = market.entries(model.busNumber(k));
      bids.add(new BusBids(entries.stream().map(entry -> entry.bid().curve()).toList()));
    }
    return bids;
  }

  private static ClearingRow row(
      Reference reference,
      CaseMarket market,
      ClearingMethod method,
      Optional<ClearingRow.Figures> figures,
      String note) {
    return new ClearingRow(
        reference.grid().name(),
        reference.network().buses().size(),
        reference.dcModel(),
        market.clearing().regions(),
        market.clearing().treeDepth(),
        method,
        figures,
        note,
        reference);
  }

  private static ClearingRow.Figures figures(
      Reference reference,
      CaseMarket market,
      CaseClearing.Result result,
      Verdict verdict,
      double checkMillis) {
    NetworkModel model = market.clearing().rounded().model();
    ClearingCertificate certificate = result.certificate();
    Map<Integer, Double> prices = new HashMap<>();
    Map<Integer, Double> injections = new HashMap<>();
    for (int k = 0; k < model.buses(); k++) {
      prices.put(model.busNumber(k), certificate.pricePicosPerMwh(k) / PICOS);
      injections.put(model.busNumber(k), certificate.injectionWatts(k) / MILLION);
    }
    ClearingEffort effort = result.figures().effort();
    return new ClearingRow.Figures(
        effort.rounds(),
        effort.iterations(),
        effort.hops(1),
        effort.hops(market.clearing().treeDepth()),
        result.figures().messages(),
        result.figures().bytes(),
        result.seconds(),
        result.cpuSeconds(),
        checkMillis,
        reference.priceError(prices),
        reference.costError(reference.costUsdPerHour(injections)),
        verdict.isValid() ? Optional.of(relative(verdict.gap())) : Optional.empty());
  }

  private static double relative(GapBound gap) {
    return gap.volumeMicrosPerHour() == 0
        ? 0
        : (double) gap.gapMicrosPerHour() / gap.volumeMicrosPerHour();
  }
}
