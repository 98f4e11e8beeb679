package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random market whose optimum is known because it was chosen first.
 *
 * <p>Injections are drawn (summing to zero in each island), angles follow from them. Some lines get
 * a dual and exactly their flow as limit; prices follow from stationarity. Then each bus gets bids
 * whose answer to its price is its injection. By KKT that dispatch is optimal.
 */
final class RandomMarket {
  private static final double USD = 1e12;

  private final Random random;
  private final int buses;
  private final List<int[]> ends = new ArrayList<>();
  private final long[] injectionWatts;
  private final long[] susceptance;
  private final long[] shift;
  private final double[] angles;
  private final double[] prices;
  private final double[] duals;
  private final boolean[] elastic;
  private final List<BusBids> bids = new ArrayList<>();
  private final NetworkModel network;

  RandomMarket(long seed) {
    this(seed, 3 + new Random(seed).nextInt(30));
  }

  RandomMarket(long seed, int buses) {
    this.random = new Random(seed * 31 + buses);
    this.buses = buses;
    injectionWatts = new long[buses];
    angles = new double[buses];
    prices = new double[buses];
    elastic = new boolean[buses];
    connect();
    susceptance = new long[ends.size()];
    shift = new long[ends.size()];
    duals = new double[ends.size()];
    drawBranches();
    NetworkModel open = network(unlimited(false), unlimited(true));
    drawInjections(open);
    solveAngles(open);
    network = limited(open);
    solvePrices();
    for (int bus = 0; bus < buses; bus++) {
      bids.add(bidsAt(bus));
    }
  }

  /** Two islands (a tree with extra lines each) and the last bus alone. */
  private void connect() {
    int border = buses > 8 ? buses / 3 : 0;
    for (int bus = 1; bus < buses - 1; bus++) {
      if (bus != border) {
        int first = bus < border ? 0 : border;
        ends.add(new int[] {first + random.nextInt(bus - first), bus});
        if (random.nextInt(3) == 0) {
          ends.add(new int[] {bus, first + random.nextInt(bus - first)});
        }
      }
    }
  }

  private void drawBranches() {
    for (int branch = 0; branch < ends.size(); branch++) {
      susceptance[branch] = Math.round(Math.pow(10, 9 + 2.3 * random.nextDouble()));
      shift[branch] = random.nextInt(5) == 0 ? random.nextLong(-50_000_000, 50_000_000) : 0;
    }
  }

  private NetworkModel network(long[] min, long[] max) {
    int[] numbers = new int[buses];
    Arrays.setAll(numbers, bus -> 10 * bus + 1);
    int[] from = ends.stream().mapToInt(end -> end[0]).toArray();
    int[] to = ends.stream().mapToInt(end -> end[1]).toArray();
    return new NetworkModel(numbers, from, to, susceptance, shift, min, max);
  }

  private long[] unlimited(boolean upper) {
    long[] limits = new long[ends.size()];
    Arrays.fill(limits, upper ? NetworkModel.NO_UPPER_LIMIT : NetworkModel.NO_LOWER_LIMIT);
    return limits;
  }

  private void drawInjections(NetworkModel open) {
    long[] sum = new long[open.islands()];
    for (int bus = 0; bus < buses; bus++) {
      int island = open.islandOfBus(bus);
      if (open.referenceBus(island) != bus) {
        injectionWatts[bus] = random.nextLong(-100_000_000, 100_000_000);
        sum[island] += injectionWatts[bus];
      }
    }
    for (int island = 0; island < sum.length; island++) {
      injectionWatts[open.referenceBus(island)] = -sum[island];
    }
  }

  private void solveAngles(NetworkModel open) {
    double[] right = new double[buses];
    for (int bus = 0; bus < buses; bus++) {
      right[bus] = injectionWatts[bus];
    }
    for (int branch = 0; branch < ends.size(); branch++) {
      double shifted = susceptance[branch] * (shift[branch] / 1e12);
      right[open.fromBus(branch)] += shifted;
      right[open.toBus(branch)] -= shifted;
    }
    System.arraycopy(Laplacian.solve(open, right), 0, angles, 0, buses);
  }

  /** Prices some lines and gives them their flow as limit; gives others a limit far away. */
  private NetworkModel limited(NetworkModel open) {
    long[] min = unlimited(false);
    long[] max = unlimited(true);
    for (int branch = 0; branch < ends.size(); branch++) {
      int from = open.fromBus(branch);
      int to = open.toBus(branch);
      long flow =
          Math.round(susceptance[branch] * (angles[from] - angles[to] - shift[branch] / 1e12));
      switch (random.nextInt(8)) {
        case 0 -> {
          duals[branch] = 20 * random.nextDouble();
          max[branch] = flow;
        }
        case 1 -> {
          duals[branch] = -20 * random.nextDouble();
          min[branch] = flow;
        }
        case 2, 3, 4 -> {
          max[branch] = Math.abs(flow) + random.nextLong(100_000_000);
          min[branch] = -max[branch];
        }
        default -> {}
      }
    }
    return network(min, max);
  }

  /** Stationarity: the sum over branches of A b (lambda_f - lambda_t + mu) is zero at each bus. */
  private void solvePrices() {
    double[] right = new double[buses];
    for (int branch = 0; branch < ends.size(); branch++) {
      right[network.fromBus(branch)] -= susceptance[branch] * duals[branch];
      right[network.toBus(branch)] += susceptance[branch] * duals[branch];
    }
    double[] differences = Laplacian.solve(network, right);
    double[] level = random.doubles(network.islands(), 20, 60).toArray();
    for (int bus = 0; bus < buses; bus++) {
      prices[bus] = level[network.islandOfBus(bus)] + differences[bus];
    }
  }

  private BusBids bidsAt(int bus) {
    long pricePicos = (long) Math.rint(prices[bus] * USD);
    List<BidCurve> curves = new ArrayList<>();
    for (int count = random.nextInt(6); count > 0; count--) {
      curves.add(inelasticAt(pricePicos));
    }
    // Each island's reference bids elastically, so that its price level is determined.
    boolean reference = network.referenceBus(network.islandOfBus(bus)) == bus;
    elastic[bus] = reference || random.nextInt(3) > 0;
    if (elastic[bus]) {
      curves.add(elasticAt(pricePicos));
      curves.add(polyline(pricePicos));
    }
    long answerMicroWatts = 0;
    for (BidCurve curve : curves) {
      answerMicroWatts += CurveResponse.lowMicroWatts(curve, pricePicos, false);
    }
    long answerWatts = Math.floorDiv(answerMicroWatts + 500_000, 1_000_000);
    curves.add(random.nextInt(curves.size() + 1), fixed(injectionWatts[bus] - answerWatts));
    return new BusBids(curves);
  }

  private static BidCurve fixed(long watts) {
    return BidCurve.fixed(watts);
  }

  /** A step far from the price, or a vertical piece around it. */
  private BidCurve inelasticAt(long pricePicos) {
    long priceMicros = Math.floorDiv(pricePicos, 1_000_000);
    long width = random.nextLong(1, 50_000_000);
    long distance = random.nextLong(10_000, 20_000_000);
    long start = random.nextLong(-50_000_000, 50_000_000);
    return switch (random.nextInt(3)) {
      case 0 -> step(start, width, priceMicros - distance);
      case 1 -> step(start, width, priceMicros + distance);
      default ->
          new BidCurve(
              new long[] {start, start + width, start + width, start + 2 * width},
              new long[] {
                priceMicros - 2 * distance,
                priceMicros - distance,
                priceMicros + distance,
                priceMicros + distance
              });
    };
  }

  private static BidCurve step(long startWatts, long widthWatts, long priceMicros) {
    return new BidCurve(
        new long[] {startWatts, startWatts + widthWatts}, new long[] {priceMicros, priceMicros});
  }

  /** At least 4 MW per $/MWh, so that its window holds a whole watt whatever the price. */
  private BidCurve elasticAt(long pricePicos) {
    long priceMicros = Math.floorDiv(pricePicos, 1_000_000);
    long reach = random.nextLong(1_000_000, 5_000_000);
    long watts = random.nextLong(40_000_000, 200_000_000);
    return new BidCurve(
        new long[] {-watts / 2, watts / 2}, new long[] {priceMicros - reach, priceMicros + reach});
  }

  private BidCurve polyline(long pricePicos) {
    int points = 2 + random.nextInt(20);
    long[] watts = random.longs(points, -30_000_000, 30_000_000).sorted().toArray();
    long center = Math.floorDiv(pricePicos, 1_000_000);
    long[] micros =
        random.longs(points, center - 10_000_000, center + 10_000_000).sorted().toArray();
    return new BidCurve(watts, micros);
  }

  NetworkModel network() {
    return network;
  }

  List<BusBids> bids() {
    return bids;
  }

  boolean isElastic(int bus) {
    return elastic[bus];
  }

  ClearingSolution solution() {
    double[] injectionMw = new double[buses];
    Arrays.setAll(injectionMw, bus -> injectionWatts[bus] / 1e6);
    return new ClearingSolution(angles, injectionMw, prices, duals);
  }

  ClearingCertificate certificate() {
    return CertificateMaker.make(network, 0, Hash.ZERO, solution(), ResponseWindow.of(bids));
  }

  Verdict check(ClearingCertificate certificate) {
    return CertificateChecker.check(network, certificate, bids);
  }
}
