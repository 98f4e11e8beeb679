package io.wattmesh.cluster.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A <b>model</b> of proof of stake in the manner of Gasper (Buterin et al., arXiv 2003.03052): time
 * goes in slots; a proposer drawn by stake builds upon the head that it has seen; a third of the
 * slot later the slot's committee, a part of all validators shuffled anew each epoch, votes for the
 * head that it has seen and for the epoch's checkpoint below it; the head is found by the heaviest
 * subtree of the last epoch's length of votes (LMD GHOST), and {@link FinalityGadget} makes
 * checkpoints final. Who is offline misses its slots and votes. It leaves out: aggregation,
 * rewards, leaks of stake, proposer boost, and the time to check a block.
 */
public final class PosSimulation {
  /**
   * @param included how many transactions it and those below it carry
   */
  private record Block(int number, Block parent, long slot, double seconds, long included) {}

  /** A committee's votes for one head. */
  private record Votes(long slot, double seconds, Block head, double stake) {}

  private final PosParameters parameters;
  private final Traffic traffic;
  private final SplittableRandom random;
  private final double[] stakes;
  private final double[] stakesUpTo;
  private final boolean[] offline;
  private final int[] shuffled;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Votes> votes = new ArrayList<>();
  private final List<Double> finalSeconds = new ArrayList<>();
  private final FinalityGadget<Integer> gadget;
  private Block finalised;
  private long votesCast;
  private long missed;

  private PosSimulation(PosParameters parameters, Traffic traffic, long seed) {
    this.parameters = parameters;
    this.traffic = traffic;
    this.random = new SplittableRandom(seed);
    this.stakes = parameters.stakes();
    this.stakesUpTo = stakes.clone();
    Arrays.parallelPrefix(stakesUpTo, Double::sum);
    this.shuffled = new int[parameters.validators()];
    Arrays.setAll(shuffled, k -> k);
    this.offline = new boolean[parameters.validators()];
    shuffle();
    for (int k = 0; k < Math.round(parameters.offlineShare() * offline.length); k++) {
      offline[shuffled[k]] = true;
    }
    this.finalised = new Block(0, null, -1, 0, 0);
    this.blocks.add(finalised);
    this.gadget = new FinalityGadget<>(stakesUpTo[stakesUpTo.length - 1], finalised.number());
  }

  /** The same arguments give the same result. */
  public static PosResult run(PosParameters parameters, Traffic traffic, long seed) {
    return new PosSimulation(parameters, traffic, seed).run();
  }

  private PosResult run() {
    for (int epoch = 0; epoch < parameters.epochs(); epoch++) {
      shuffle();
      for (int place = 0; place < parameters.epochSlots(); place++) {
        long slot = (long) epoch * parameters.epochSlots() + place;
        double begins = slot * parameters.slotSeconds();
        propose(slot, begins);
        vote(epoch, place, begins + parameters.slotSeconds() / 3);
      }
      finalised = blocks.get(gadget.endEpoch());
      double ends = (epoch + 1.0) * parameters.epochSlots() * parameters.slotSeconds();
      while (finalSeconds.size() <= finalised.number()) {
        finalSeconds.add(ends + traffic.delaySeconds());
      }
    }
    return result();
  }

  /** Fisher and Yates. */
  private void shuffle() {
    for (int k = shuffled.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int kept = shuffled[k];
      shuffled[k] = shuffled[other];
      shuffled[other] = kept;
    }
  }

  private int drawByStake() {
    double drawn = random.nextDouble() * stakesUpTo[stakesUpTo.length - 1];
    int place = Arrays.binarySearch(stakesUpTo, drawn);
    return Math.min(place < 0 ? -place - 1 : place + 1, stakesUpTo.length - 1);
  }

  private void propose(long slot, double seconds) {
    if (offline[drawByStake()]) {
      missed++;
      return;
    }
    Block parent = head(slot, seconds);
    // What a proposer has heard of by then.
    long heard = traffic.arrivedBy(seconds - traffic.delaySeconds());
    long included =
        Math.max(
            parent.included(),
            Math.min(heard, parent.included() + parameters.blockTransactions(traffic)));
    blocks.add(new Block(blocks.size(), parent, slot, seconds, included));
  }

  private void vote(int epoch, int place, double seconds) {
    long slot = (long) epoch * parameters.epochSlots() + place;
    Block head = head(slot, seconds);
    int from = (int) ((long) place * shuffled.length / parameters.epochSlots());
    int to = (int) ((place + 1L) * shuffled.length / parameters.epochSlots());
    double stake = 0;
    for (int k = from; k < to; k++) {
      if (!offline[shuffled[k]]) {
        stake += stakes[shuffled[k]];
        votesCast++;
      }
    }
    votes.add(new Votes(slot, seconds, head, stake));
    gadget.vote(checkpoint(head, (long) epoch * parameters.epochSlots()).number(), stake);
  }

  /** The last block of a chain that is no later than an epoch's first slot. */
  private static Block checkpoint(Block head, long firstSlot) {
    Block block = head;
    while (block.slot() > firstSlot) {
      block = block.parent();
    }
    return block;
  }

  /** From the final block on, always to the child with the heaviest votes, the first of equals. */
  private Block head(long slot, double seconds) {
    double seen = seconds - traffic.delaySeconds();
    int first = finalised.number();
    var weights = new double[blocks.size() - first];
    for (int k = votes.size() - 1; k >= 0; k--) {
      Votes cast = votes.get(k);
      if (cast.slot() <= slot - parameters.epochSlots()) {
        break;
      }
      if (cast.seconds() <= seen && cast.head().number() >= first) {
        weights[cast.head().number() - first] += cast.stake();
      }
    }
    var best = new int[weights.length];
    Arrays.fill(best, -1);
    for (int k = weights.length - 1; k > 0; k--) {
      Block block = blocks.get(first + k);
      int parent = block.parent().number() - first;
      if (parent >= 0 && block.seconds() <= seen) {
        weights[parent] += weights[k];
        best[parent] = best[parent] < 0 || weights[k] >= weights[best[parent]] ? k : best[parent];
      }
    }
    int head = 0;
    while (best[head] >= 0) {
      head = best[head];
    }
    return blocks.get(first + head);
  }

  private PosResult result() {
    double seconds =
        (double) parameters.epochs() * parameters.epochSlots() * parameters.slotSeconds();
    long slots = (long) parameters.epochs() * parameters.epochSlots();
    List<Block> chain = chain(head(slots, seconds + parameters.slotSeconds()));
    List<Inclusion> inclusions = chain.stream().map(this::inclusion).toList();
    Flow flow = Flow.of(traffic, inclusions, parameters.blockTransactions(traffic), seconds);
    int proposed = blocks.size() - 1;
    double deliveries = (proposed + (double) votesCast) * (parameters.validators() - 1);
    return new PosResult(
        seconds,
        slots,
        missed / (double) slots,
        proposed == 0 ? 0 : (proposed - chain.size()) / (double) proposed,
        finalised.slot() < 0 ? 0 : Math.ceilDiv(finalised.slot(), parameters.epochSlots()),
        deliveries / chain.size(),
        votesCast / (double) chain.size(),
        parameters.validators() * parameters.validatorWatts() / flow.carriedTps(),
        flow);
  }

  private Inclusion inclusion(Block block) {
    return new Inclusion(
        block.parent().included(),
        block.included(),
        block.seconds() + traffic.delaySeconds(),
        block.number() < finalSeconds.size() ? finalSeconds.get(block.number()) : Double.NaN);
  }

  private List<Block> chain(Block head) {
    var chain = new ArrayList<Block>();
    for (Block block = head; block.number() > 0; block = block.parent()) {
      chain.add(block);
    }
    Collections.reverse(chain);
    return chain;
  }
}
