package io.wattmesh.load;

import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveIndex;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * The bids of one bus, two points each, half steps and half slopes: adding them all up as the
 * aggregator does for its region, the total at a price, and one bid that changes. Processor time is
 * what counts for the sum.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AggregationBenchmark {
  private static final int TOP_PRICE_MICROS = 200_000_000;
  private static final int TOP_POWER_WATTS = 10_000;

  @Param("1000000")
  private int bids;

  private final Random random = new Random(1);
  private StandingBids standing;
  private CostCurve curve;
  private CurveIndex index;
  private BidSum left;
  private BidSum right;

  @Setup
  public void draw() {
    var drawn = new ArrayList<StandingCurve>();
    for (int k = 0; k < bids; k++) {
      drawn.add(new StandingCurve(new ParticipantId("house-%07d".formatted(k)), drawBid()));
    }
    standing = new StandingBids(drawn);
    curve = standing.costCurve();
    List<BidCurve> curves = drawn.stream().map(StandingCurve::curve).toList();
    index = new CurveIndex(curves);
    left = BidSum.of(curves.subList(0, bids / 2));
    right = BidSum.of(curves.subList(bids / 2, bids));
  }

  private BidCurve drawBid() {
    int price = random.nextInt(TOP_PRICE_MICROS);
    int width = 1 + random.nextInt(TOP_POWER_WATTS);
    int least = random.nextInt(3) > 0 ? -width : 0;
    int rise = random.nextBoolean() ? 0 : 1 + random.nextInt(TOP_PRICE_MICROS / 10);
    return new BidCurve(new long[] {least, least + width}, new long[] {price, price + rise});
  }

  /** From the standing bids to the bus's cost curve. */
  @Benchmark
  public CostCurve sum() {
    return standing.costCurve();
  }

  /** Two aggregators' sums of half the bids each into one. */
  @Benchmark
  public BidSum mergeHalves() {
    return left.plus(right);
  }

  /** The bus's cost curve at a price. */
  @Benchmark
  public double evaluate() {
    return curve.leastResponseMw(random.nextInt(TOP_PRICE_MICROS) / 1e6);
  }

  /** The updatable sum at a price. */
  @Benchmark
  public long evaluateIndex() {
    return index.lowWattsAt(random.nextInt(TOP_PRICE_MICROS));
  }

  /** A bid put in another's place, drawing it included. */
  @Benchmark
  public BidCurve updateOne() {
    return index.replace(random.nextInt(bids), drawBid());
  }
}
