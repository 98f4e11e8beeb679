package io.wattmesh.load;

import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One step of a region that clears, a message in and messages out: the mean of all its steps of a
 * clearing, its start among them, over and over. The other regions' messages were recorded before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RegionBenchmark {
  private static final int REGIONS = 4;

  @Param({"pglib_opf_case118_ieee", "pglib_opf_case1354_pegase"})
  private String grid;

  @Param({"ADMM", "INTERIOR_POINT"})
  private ClearingMethod method;

  private record Letter(int from, RegionMessage message) {}

  private record Addressed(int to, Letter letter) {}

  private final List<Letter> script = new ArrayList<>();
  private RegionPlan plan;
  private Map<Integer, CostCurve> curves;
  private RegionClearing measured;
  private int next;

  /** Clears once and keeps what the root of the regions' tree was told. */
  @Setup
  public void record() {
    Network network = CaseFiles.read(grid, DcModel.MATPOWER);
    plan = RegionPlan.of(network, REGIONS);
    curves = network.busCurves();
    List<RegionClearing> regions = new ArrayList<>();
    for (int k = 0; k < REGIONS; k++) {
      regions.add(region(k));
    }
    var underWay = new ArrayDeque<Addressed>();
    for (int k = 0; k < REGIONS; k++) {
      post(k, regions.get(k).start(), underWay);
    }
    while (!underWay.isEmpty()) {
      Addressed addressed = underWay.remove();
      Letter letter = addressed.letter();
      if (addressed.to() == plan.root()) {
        script.add(letter);
      }
      List<Outgoing> sent = regions.get(addressed.to()).step(letter.from(), letter.message());
      post(addressed.to(), sent, underWay);
    }
    if (regions.get(plan.root()).outcome().isEmpty()) {
      throw new IllegalStateException("The regions of " + grid + " fell silent.");
    }
  }

  private RegionClearing region(int number) {
    return new RegionClearing(plan.regions().get(number), curves, ClearingParameters.of(method));
  }

  private static void post(int from, List<Outgoing> sent, ArrayDeque<Addressed> underWay) {
    for (Outgoing each : sent) {
      underWay.add(new Addressed(each.toRegion(), new Letter(from, each.message())));
    }
  }

  @Benchmark
  public List<Outgoing> step() {
    if (measured == null || next == script.size()) {
      measured = region(plan.root());
      next = 0;
      return measured.start();
    }
    Letter letter = script.get(next++);
    return measured.step(letter.from(), letter.message());
  }
}
