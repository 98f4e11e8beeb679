package io.wattmesh.cluster.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A <b>model</b> of proof of work (Nakamoto, "Bitcoin", 2008): miners find blocks after exponential
 * times, each upon the longest chain that it has seen, the first seen of equals; a block reaches
 * the others after the network's delay; what was found upon a shorter chain is stale. Blocks take
 * waiting transactions in the order of their arrival. It leaves out: changes of difficulty, fees,
 * relays, and the time to check a block.
 */
public final class PowSimulation {
  private static final Comparator<Delivery> BY_TIME =
      Comparator.comparingDouble(Delivery::seconds).thenComparingInt(d -> d.block().number());

  /**
   * @param included how many transactions it and those below it carry
   */
  private record Block(int number, Block parent, int height, double seconds, long included) {}

  /** A block reaches everybody but its miner. */
  private record Delivery(double seconds, int miner, Block block) {}

  private final PowParameters parameters;
  private final Traffic traffic;
  private final SplittableRandom random;
  private final Block[] tips;
  private final int[] displacedDepth;
  private final PriorityQueue<Delivery> deliveries = new PriorityQueue<>(BY_TIME);

  private PowSimulation(PowParameters parameters, Traffic traffic, long seed) {
    this.parameters = parameters;
    this.traffic = traffic;
    this.random = new SplittableRandom(seed);
    this.tips = new Block[parameters.miners()];
    this.displacedDepth = new int[parameters.blocks() + 1];
  }

  /** The same arguments give the same result. */
  public static PowResult run(PowParameters parameters, Traffic traffic, long seed) {
    return new PowSimulation(parameters, traffic, seed).run();
  }

  private PowResult run() {
    var genesis = new Block(0, null, 0, 0, 0);
    IntStream.range(0, tips.length).forEach(miner -> tips[miner] = genesis);
    double seconds = 0;
    for (int number = 1; number <= parameters.blocks(); number++) {
      seconds += exponential(parameters.blockSeconds());
      deliverUntil(seconds);
      find(number, seconds);
    }
    deliverUntil(Double.POSITIVE_INFINITY);
    return result(seconds);
  }

  private double exponential(double mean) {
    return -mean * Math.log1p(-random.nextDouble());
  }

  private void find(int number, double seconds) {
    int miner = random.nextInt(tips.length);
    Block parent = tips[miner];
    // What a miner has heard of by then.
    long heard = traffic.arrivedBy(seconds - traffic.delaySeconds());
    long included =
        Math.max(
            parent.included(),
            Math.min(heard, parent.included() + parameters.blockTransactions(traffic)));
    var block = new Block(number, parent, parent.height() + 1, seconds, included);
    tips[miner] = block;
    deliveries.add(new Delivery(seconds + traffic.delaySeconds(), miner, block));
  }

  private void deliverUntil(double seconds) {
    while (!deliveries.isEmpty() && deliveries.peek().seconds() <= seconds) {
      Delivery delivery = deliveries.remove();
      for (int miner = 0; miner < tips.length; miner++) {
        if (miner != delivery.miner() && delivery.block().height() > tips[miner].height()) {
          displace(tips[miner], delivery.block());
          tips[miner] = delivery.block();
        }
      }
    }
  }

  /** Notes how deep the old tip's blocks were that the new one does not rest on. */
  private void displace(Block old, Block other) {
    Block left = old;
    Block right = other;
    int depth = 0;
    while (right.height() > left.height()) {
      right = right.parent();
    }
    while (left.number() != right.number()) {
      depth++;
      displacedDepth[left.number()] = Math.max(displacedDepth[left.number()], depth);
      left = left.parent();
      right = right.parent();
    }
  }

  private PowResult result(double seconds) {
    List<Block> chain = chain();
    var inclusions = new ArrayList<Inclusion>();
    for (int k = 0; k < chain.size(); k++) {
      Block block = chain.get(k);
      int last = k + parameters.confirmations();
      inclusions.add(
          new Inclusion(
              block.parent().included(),
              block.included(),
              block.seconds() + traffic.delaySeconds(),
              last < chain.size()
                  ? chain.get(last).seconds() + traffic.delaySeconds()
                  : Double.NaN));
    }
    Flow flow = Flow.of(traffic, inclusions, parameters.blockTransactions(traffic), seconds);
    return new PowResult(
        seconds,
        parameters.blocks(),
        (parameters.blocks() - chain.size()) / (double) parameters.blocks(),
        (tips.length - 1.0) * parameters.blocks() / chain.size(),
        parameters.powerWatts() / flow.carriedTps(),
        displacedByDepth(),
        flow);
  }

  private List<Block> chain() {
    Block best = tips[0];
    for (Block tip : tips) {
      best = tip.height() > best.height() ? tip : best;
    }
    var chain = new ArrayList<Block>();
    for (Block block = best; block.number() > 0; block = block.parent()) {
      chain.add(block);
    }
    Collections.reverse(chain);
    return chain;
  }

  private List<Double> displacedByDepth() {
    int deepest = IntStream.of(displacedDepth).max().orElse(0);
    return IntStream.rangeClosed(1, deepest)
        .mapToObj(
            depth ->
                IntStream.of(displacedDepth).filter(one -> one >= depth).count()
                    / (double) parameters.blocks())
        .toList();
  }
}
