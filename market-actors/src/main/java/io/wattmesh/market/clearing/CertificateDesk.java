package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.UncertifiableSolutionException;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.market.clearing.RegionEffect.GiveUp;
import io.wattmesh.market.clearing.RegionEffect.Submit;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * At the root of the region tree: takes the result that came up the tree and what the buses' bids
 * answer to its prices, and rounds them into the clearing certificate. It knows no bid and no cost.
 */
final class CertificateDesk {
  private record Window(long lowWatts, long highWatts) {}

  private final RegionPost post;
  private final long interval;
  private final Hash booksRoot;
  private final Map<Integer, Content.Responses> byRegion = new HashMap<>();
  private final Map<Integer, Window> windows = new HashMap<>();
  private Optional<ClearingOutcome.Cleared> cleared = Optional.empty();
  private double[] residuals = {};
  private Optional<Submit> submitted = Optional.empty();

  CertificateDesk(RegionPost post, long interval, Hash booksRoot) {
    this.post = post;
    this.interval = interval;
    this.booksRoot = booksRoot;
  }

  void onResult(ClearingOutcome.Cleared outcome, double[] roundResiduals) {
    cleared = Optional.of(outcome);
    residuals = roundResiduals;
  }

  List<RegionEffect> onResponses(int region, Content.Responses responses) {
    if (byRegion.putIfAbsent(region, responses) != null || submitted.isPresent()) {
      return List.of();
    }
    for (int k = 0; k < responses.buses().length; k++) {
      windows.put(
          responses.buses()[k], new Window(responses.lowWatts()[k], responses.highWatts()[k]));
    }
    if (byRegion.size() < post.regions().size() || cleared.isEmpty()) {
      return List.of();
    }
    return List.of(certify());
  }

  private RegionEffect certify() {
    NetworkModel network = post.publicNetwork().model();
    try {
      ClearingCertificate certificate =
          CertificateMaker.make(
              network,
              interval,
              booksRoot,
              post.publicNetwork().solution(cleared.orElseThrow().result()),
              window(network));
      SignedEnvelope envelope = RegionDesk.sign(post, MessageType.CLEARING, certificate.encode());
      submitted = Optional.of(new Submit(envelope, figures()));
      return submitted.get();
    } catch (UncertifiableSolutionException | ArithmeticException e) {
      // Responses are other regions' word; sums of absurd ones may be out of range.
      return new GiveUp(interval, e.getMessage());
    }
  }

  private ResponseWindow window(NetworkModel network) {
    var none = new Window(0, 0);
    return new ResponseWindow() {
      @Override
      public long lowWatts(int bus, long pricePicosPerMwh) {
        return windows.getOrDefault(network.busNumber(bus), none).lowWatts();
      }

      @Override
      public long highWatts(int bus, long pricePicosPerMwh) {
        return windows.getOrDefault(network.busNumber(bus), none).highWatts();
      }
    };
  }

  private ClearingFigures figures() {
    var effort = cleared.orElseThrow().effort();
    return new ClearingFigures(
        interval,
        effort.rounds(),
        effort.iterations(),
        byRegion.values().stream().mapToLong(Content.Responses::messages).sum(),
        byRegion.values().stream().mapToLong(Content.Responses::bytes).sum(),
        residuals);
  }

  List<RegionEffect> again() {
    return submitted.<List<RegionEffect>>map(List::of).orElse(List.of());
  }
}
