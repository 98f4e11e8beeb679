package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.UncertifiableSolutionException;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.rounding.RoundedNetwork;
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
import java.util.TreeMap;
import java.util.TreeSet;

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
  private Optional<ClearingOutcome.Cleared> cleared = Optional.empty();
  private ResidualTrace trace = ResidualTrace.NONE;
  private Optional<Submit> submitted = Optional.empty();
  private Optional<String> failure = Optional.empty();

  CertificateDesk(RegionPost post, long interval, Hash booksRoot) {
    this.post = post;
    this.interval = interval;
    this.booksRoot = booksRoot;
  }

  void onResult(ClearingOutcome.Cleared outcome, ResidualTrace ofAllRegions) {
    cleared = Optional.of(outcome);
    trace = ofAllRegions;
  }

  List<RegionEffect> onResponses(int region, Content.Responses responses) {
    if (byRegion.putIfAbsent(region, responses) != null) {
      return List.of();
    }
    if (byRegion.size() < post.regions().size() || cleared.isEmpty()) {
      return List.of();
    }
    return List.of(certify());
  }

  /** Makes the certificate of a result, with the responses that each region gave. */
  static ClearingCertificate make(
      RoundedNetwork network,
      long interval,
      Hash booksRoot,
      ResultPart result,
      Map<Integer, Content.Responses> byRegion) {
    requireUnchangedParts(network, result, byRegion);
    return CertificateMaker.make(
        network.model(), interval, booksRoot, network.solution(result), window(network, byRegion));
  }

  private static void requireUnchangedParts(
      RoundedNetwork network, ResultPart result, Map<Integer, Content.Responses> byRegion) {
    byRegion.forEach(
        (region, responses) -> {
          if (!PartDigest.of(network, responses.buses(), result).equals(responses.part())) {
            throw new IllegalArgumentException(
                "the part of region %d that came up the tree is not the one that it signed"
                    .formatted(region));
          }
        });
  }

  private RegionEffect certify() {
    try {
      ClearingCertificate certificate =
          make(post.publicNetwork(), interval, booksRoot, cleared.orElseThrow().result(), byRegion);
      SignedEnvelope envelope = RegionDesk.sign(post, MessageType.CLEARING, certificate.encode());
      submitted = Optional.of(new Submit(envelope, figures()));
      return submitted.get();
    } catch (UncertifiableSolutionException
        | ArithmeticException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      // Responses and parts are other regions' word; absurd ones may be anything.
      failure = Optional.of(e.getMessage());
      return new GiveUp(interval, e.getMessage());
    }
  }

  private static ResponseWindow window(
      RoundedNetwork rounded, Map<Integer, Content.Responses> byRegion) {
    NetworkModel network = rounded.model();
    var windows = new HashMap<Integer, Window>();
    new TreeMap<>(byRegion)
        .values()
        .forEach(
            responses -> {
              for (int k = 0; k < responses.buses().length; k++) {
                windows.put(
                    responses.buses()[k],
                    new Window(responses.lowWatts()[k], responses.highWatts()[k]));
              }
            });
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
    var regionTraces = new TreeMap<Integer, ResidualTrace>();
    byRegion.forEach((region, responses) -> regionTraces.put(region, responses.trace()));
    return new ClearingFigures(
        interval,
        cleared.orElseThrow().effort(),
        byRegion.values().stream().mapToLong(Content.Responses::messages).sum(),
        byRegion.values().stream().mapToLong(Content.Responses::bytes).sum(),
        trace,
        regionTraces);
  }

  List<RegionEffect> again() {
    return submitted.<List<RegionEffect>>map(List::of).orElse(List.of());
  }

  /** Why an interval is void although its result had arrived here. */
  String whyNothingCame() {
    if (failure.isPresent()) {
      return failure.get();
    }
    if (submitted.isPresent()) {
      return "the clearing that was handed in has not been accepted";
    }
    List<Integer> missing =
        new TreeSet<>(post.regions().keySet())
            .stream().filter(region -> !byRegion.containsKey(region)).toList();
    return "regions %s have not told what their buses answer to the prices found"
        .formatted(missing);
  }
}
