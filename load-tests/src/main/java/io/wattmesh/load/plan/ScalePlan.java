package io.wattmesh.load.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a market of a size needs of processors, bytes and memory, by role, and what gives out. */
final class ScalePlan {
  private static final int CASSANDRA_REPLICAS = 3;
  private static final double BURST_SHARE = 0.5;
  private static final double BURST_SECONDS = 10;

  private final CostModel model;
  private final EncodedSizes sizes;
  private final Scale scale;
  private final Machines machines;

  ScalePlan(CostModel model, EncodedSizes sizes, Scale scale, Machines machines) {
    this.model = model;
    this.sizes = sizes;
    this.scale = scale;
    this.machines = machines;
  }

  /**
   * Something that bounds a market.
   *
   * @param devices that it suffices for
   * @param rule how that follows
   */
  record Limit(String what, double devices, String rule) {
    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("what", what);
      json.put("devicesAtMost", Figures.rounded(devices));
      json.put("rule", rule);
      return json;
    }
  }

  /** CPU seconds a unit, with what collection adds. */
  private double each(Stage stage) {
    return model.law(stage).eachSeconds() * (1 + model.overhead());
  }

  private double bidsADevice() {
    return scale.bids() / scale.devices();
  }

  /** What a validator does of a device, one signature's check not counted. */
  private double executionADevice() {
    return bidsADevice() * each(Stage.EXECUTION) + readingADevice() + each(Stage.SETTLEMENT);
  }

  /** A reading's execution by one validator: its signature is the meter's. */
  private double readingADevice() {
    double sign = model.points().getLast().signMicros() * 1e-6;
    double left = Math.max(0, model.law(Stage.READINGS).eachSeconds() - sign);
    return left * (1 + model.overhead()) / model.points().getLast().scale().validators();
  }

  private double checksADevice() {
    return (1 + bidsADevice()) * each(Stage.CHECKS);
  }

  private double nodeADevice() {
    return (1 + bidsADevice()) * each(Stage.NODE);
  }

  private double otherADevice() {
    return (1 + bidsADevice()) * each(Stage.CONSENSUS) + nodeADevice() / scale.validators();
  }

  /** CPU seconds of one validator in an interval. */
  double validatorSeconds() {
    return scale.devices() * (checksADevice() + executionADevice() + otherADevice())
        + scale.buses() * each(Stage.CERTIFICATE);
  }

  double aggregatorSeconds() {
    return scale.bids() * each(Stage.INTAKE);
  }

  double clearingSeconds() {
    return scale.bids() * each(Stage.CLEARING)
        + model.law(Stage.CLEARING).fixedSeconds() * (1 + model.overhead());
  }

  double platformSeconds() {
    return scale.validators() * validatorSeconds() + aggregatorSeconds() + clearingSeconds();
  }

  private double contentADevice() {
    return sizes.content(scale) / scale.devices();
  }

  /** What gives out first comes first. */
  List<Limit> limits() {
    double time = machines.intervalSeconds();
    double cores = machines.validatorCores() * machines.use();
    var limits = new ArrayList<Limit>();
    limits.add(
        new Limit(
            "a validator's one thread, which executes",
            oneThread(executionADevice()),
            "interval x use / (execution + reading + settlement of a device)"));
    limits.add(
        new Limit(
            "a validator's processors, which check everything",
            time * cores / (checksADevice() + executionADevice() + otherADevice()),
            "interval x cores x use / a validator's CPU seconds of a device"));
    limits.add(
        new Limit(
            "a validator's link",
            time * machines.use() * machines.bytesPerSecond() / contentADevice(),
            "interval x use x bytes a second / bytes of a device's bid and reading"));
    limits.add(
        new Limit(
            "blocks, one at a time",
            time
                / (Limits.PACE_SECONDS + 2 * machines.latencySeconds())
                * Limits.BLOCK_BYTES
                / contentADevice(),
            "interval / (pace + 2 x latency) x block / bytes of a device's bid and reading"));
    limits.add(
        new Limit(
            "a validator's memory",
            machines.gigabytes() * 1e9 * machines.use() / validatorBytesADevice(),
            "bytes x use / bytes of a device"));
    limits.add(
        new Limit(
            "clearing, one thread a region",
            time * machines.use() * scale.regions() / (bidsADevice() * each(Stage.CLEARING)),
            "interval x use x regions / CPU seconds of a bid"));
    limits.add(
        new Limit(
            "books, one transaction a bus",
            scale.buses() * Limits.BIDS_A_BOOK / bidsADevice(),
            "buses x bids a book"));
    limits.sort(Comparator.comparingDouble(Limit::devices));
    return limits;
  }

  /** Of the whole process of the million as much as if it were all the validators'. */
  private static double validatorBytesADevice() {
    return Measured.PROCESS_BYTES_A_DEVICE / Measured.PROCESS_VALIDATORS;
  }

  Map<String, Object> cores() {
    double available = machines.intervalSeconds() * machines.use();
    var cores = new LinkedHashMap<String, Object>();
    cores.put("eachValidator", Figures.rounded(validatorSeconds() / available));
    cores.put("ofThatChecks", Figures.rounded(scale.devices() * checksADevice() / available));
    cores.put("ofThatExecution", Figures.rounded(scale.devices() * executionADevice() / available));
    cores.put(
        "allValidators", Figures.rounded(scale.validators() * validatorSeconds() / available));
    cores.put("aggregators", Figures.rounded(aggregatorSeconds() / available));
    cores.put(
        "aggregatorsInTheBurst",
        Figures.rounded(BURST_SHARE * aggregatorSeconds() / BURST_SECONDS / machines.use()));
    cores.put("regions", Figures.rounded(clearingSeconds() / available));
    cores.put("platform", Figures.rounded(platformSeconds() / available));
    return cores;
  }

  Map<String, Object> bytes() {
    double content = sizes.content(scale);
    double network =
        Measured.copies(scale.validators()) * content
            + scale.bids() * (sizes.bid() + sizes.acknowledgement())
            + scale.regions() * Measured.CLEARING_BYTES_A_REGION;
    double stored =
        CASSANDRA_REPLICAS * (scale.bids() * sizes.bid() + scale.validators() * content);
    var bytes = new LinkedHashMap<String, Object>();
    bytes.put("bid", Figures.rounded(sizes.bid()));
    bytes.put("acknowledgement", Figures.rounded(sizes.acknowledgement()));
    bytes.put("reading", Figures.rounded(sizes.reading()));
    bytes.put("networkAnInterval", Figures.rounded(network));
    bytes.put("networkASecond", Figures.rounded(network / machines.intervalSeconds()));
    bytes.put("intoEachValidatorASecond", Figures.rounded(content / machines.intervalSeconds()));
    bytes.put(
        "betweenRegionsAnInterval",
        Figures.rounded(scale.regions() * Measured.CLEARING_BYTES_A_REGION));
    bytes.put("cassandraAnInterval", Figures.rounded(stored));
    bytes.put("cassandraASecond", Figures.rounded(stored / machines.intervalSeconds()));
    bytes.put("blocksAnInterval", Figures.rounded(content / Limits.BLOCK_BYTES));
    return bytes;
  }

  Map<String, Object> memory() {
    var memory = new LinkedHashMap<String, Object>();
    memory.put("eachValidator", Figures.rounded(scale.devices() * validatorBytesADevice()));
    memory.put("liveProsumers", Figures.rounded(scale.devices() * Measured.PROSUMER_BYTES));
    return memory;
  }

  /** Into how many ledgers by area the market must be parted so that nothing gives out. */
  int ledgers() {
    return (int) Math.ceil(scale.devices() / limits().getFirst().devices());
  }

  /** One of these ledgers' part of the market. */
  Scale oneLedger() {
    int parts = ledgers();
    return new Scale(
        scale.devices() / parts,
        scale.bids() / parts,
        Math.max(1, scale.buses() / parts),
        Math.max(1, scale.regions() / parts),
        scale.validators());
  }

  Map<String, Object> nodes() {
    double available = machines.intervalSeconds() * machines.use();
    double each = machines.validatorCores();
    var nodes = new LinkedHashMap<String, Object>();
    nodes.put("aggregators", scale.buses());
    nodes.put("regions", scale.regions());
    nodes.put("validators", scale.validators());
    nodes.put(
        "machinesOfAggregators",
        Math.ceil(BURST_SHARE * aggregatorSeconds() / BURST_SECONDS / machines.use() / each));
    nodes.put("machinesOfRegions", Math.ceil(clearingSeconds() / available / each));
    nodes.put("ledgersByArea", ledgers());
    return nodes;
  }

  private double oneThread(double secondsADevice) {
    return machines.intervalSeconds() * machines.use() / secondsADevice;
  }

  /** For how many devices a ledger suffices, by its validators' processors alone. */
  private double devicesALedger(double checksADevice) {
    double all = checksADevice + executionADevice() + otherADevice();
    return Math.min(oneThread(executionADevice()), machines.validatorCores() * oneThread(all));
  }

  /** What other ways of checking would do for a ledger, and for a validator's processors. */
  Map<String, Object> whatIf() {
    int honest = (scale.validators() - 1) / 3 + 1;
    double asItIs = checksADevice();
    double shared = asItIs * honest / scale.validators();
    double batch = machines.batchFactor();
    var what = new LinkedHashMap<String, Object>();
    what.put("eachSignatureSharedOutTo", honest);
    what.put("assumedBatchFactor", batch);
    what.put("asItIs", way(asItIs));
    what.put("sharedOut", way(shared));
    what.put("inBatches", way(asItIs / batch));
    what.put("sharedOutInBatches", way(shared / batch));
    return what;
  }

  private Map<String, Object> way(double checksADevice) {
    double all = scale.devices() * (checksADevice + executionADevice() + otherADevice());
    double devices = devicesALedger(checksADevice);
    var way = new LinkedHashMap<String, Object>();
    way.put("devicesALedger", Figures.rounded(devices));
    way.put("ledgers", Math.ceil(scale.devices() / devices));
    way.put(
        "coresOfOneValidatorOfEach",
        Figures.rounded(all / machines.intervalSeconds() / machines.use()));
    return way;
  }

  Site site() {
    return new Site(
        Optional.empty(),
        BURST_SHARE * aggregatorSeconds() / BURST_SECONDS / machines.use(),
        1,
        machines.validatorCores(),
        machines.latencySeconds(),
        machines.bytesPerSecond(),
        machines.intervalSeconds());
  }
}
