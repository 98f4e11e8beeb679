package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.compare.BftResult;
import io.wattmesh.cluster.compare.Comparison;
import io.wattmesh.cluster.compare.Flow;
import io.wattmesh.cluster.compare.PosResult;
import io.wattmesh.cluster.compare.PowResult;
import io.wattmesh.cluster.compare.Times;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comparison as a JSON document, with units in the names; what is no number is null. */
final class ComparisonJson {
  private static final int SCHEMA = 1;

  private ComparisonJson() {}

  static Map<String, Object> of(Comparison comparison) {
    var content = new LinkedHashMap<String, Object>();
    content.put("schema", SCHEMA);
    content.put("parameters", comparison.settings());
    content.put("pow", pow(comparison.pow(), comparison.powLight()));
    content.put("pos", pos(comparison.pos(), comparison.posLight()));
    content.put("bft", bft(comparison));
    content.put("attackersShareOfPowBlocks", comparison.effectiveShare());
    content.put("reversalByDepth", comparison.reversals());
    content.put("stakeVotingOnBothSidesOfACut", comparison.cut());
    return content;
  }

  private static Map<String, Object> pow(PowResult loaded, PowResult light) {
    Map<String, Object> content = flow(loaded.flow(), light.flow());
    content.put("virtualSeconds", loaded.seconds());
    content.put("blocks", loaded.blocks());
    content.put("staleShare", loaded.staleShare());
    content.put("messagesPerBlock", loaded.messagesPerBlock());
    content.put("joulesPerTransaction", number(loaded.joulesPerTransaction()));
    content.put("displacedByDepthWithoutAttacker", loaded.displacedByDepth());
    return content;
  }

  private static Map<String, Object> pos(PosResult loaded, PosResult light) {
    Map<String, Object> content = flow(loaded.flow(), light.flow());
    content.put("virtualSeconds", loaded.seconds());
    content.put("slots", loaded.slots());
    content.put("missedShare", loaded.missedShare());
    content.put("staleShare", loaded.staleShare());
    content.put("finalEpochs", loaded.finalEpochs());
    content.put("messagesPerBlock", loaded.messagesPerBlock());
    content.put("votesPerBlock", loaded.votesPerBlock());
    content.put("joulesPerTransaction", number(loaded.joulesPerTransaction()));
    return content;
  }

  private static Map<String, Object> flow(Flow loaded, Flow light) {
    var content = new LinkedHashMap<String, Object>();
    content.put("kind", "model");
    content.put("capacityTps", loaded.capacityTps());
    content.put("carriedTps", loaded.carriedTps());
    content.put("backlog", loaded.backlogs());
    content.put("backlogGrowthTps", loaded.growthTps());
    content.put("lightLoadTps", light.carriedTps());
    content.put("lightLatencySeconds", times(light.latency()));
    content.put("lightFinalitySeconds", times(light.finality()));
    return content;
  }

  private static Map<String, Object> bft(Comparison comparison) {
    var content = new LinkedHashMap<String, Object>();
    content.put("kind", "measured in virtual time; energy is modelled");
    content.put("underArrival", bft(comparison.bft()));
    content.put("underLoad", bft(comparison.bftLoaded()));
    var sizes = new LinkedHashMap<String, Object>();
    for (BftResult size : comparison.bftSizes()) {
      var row = new LinkedHashMap<String, Object>();
      row.put("orderingMessagesPerBlock", size.orderingMessagesPerBlock());
      row.put("pbftMessagesPerRequest", BftResult.pbftMessages(size.validators()));
      sizes.put(Integer.toString(size.validators()), row);
    }
    content.put("byValidators", sizes);
    return content;
  }

  private static Map<String, Object> bft(BftResult result) {
    var content = new LinkedHashMap<String, Object>();
    content.put("offered", result.offered());
    content.put("committed", result.committed());
    content.put("virtualSeconds", result.seconds());
    content.put("carriedTps", result.carriedTps());
    content.put("blocks", result.blocks());
    content.put("rounds", result.rounds());
    content.put("latencySeconds", times(result.latency()));
    content.put("finalityBeyondLatencySeconds", 0);
    content.put("messages", result.messages());
    content.put("bytes", result.bytes());
    content.put("orderingMessagesPerBlock", result.orderingMessagesPerBlock());
    content.put("messagesPerTransaction", result.messagesPerTransaction());
    content.put("joulesPerTransaction", result.joulesPerTransaction());
    return content;
  }

  private static Map<String, Object> times(Times times) {
    var content = new LinkedHashMap<String, Object>();
    content.put("mean", number(times.mean()));
    content.put("p50", number(times.p50()));
    content.put("p99", number(times.p99()));
    content.put("max", number(times.max()));
    content.put("samples", times.samples());
    return content;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
