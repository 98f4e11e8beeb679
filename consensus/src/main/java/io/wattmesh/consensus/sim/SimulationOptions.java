package io.wattmesh.consensus.sim;

import java.util.SplittableRandom;

/**
 * One scenario. Until the network heals, messages are dropped, doubled and delayed, validators are
 * cut off from each other and crash; afterwards all are up and every message arrives.
 *
 * @param seed everything random follows from it
 * @param twins validators that lie, each as two hosts with one key and separate rows; at most a
 *     third
 * @param transactions how many are submitted before the network heals
 * @param crashPerMille how likely a step is cut off somewhere within its effects
 * @param blackout whether all hosts crash at once when the network heals
 * @param healAtMillis when the network heals
 * @param livenessRounds within how many rounds after that every honest validator must have
 *     committed everything
 */
public record SimulationOptions(
    long seed,
    int validators,
    int twins,
    int transactions,
    int dropPerMille,
    int duplicatePerMille,
    int maxDelayMillis,
    int crashPerMille,
    int partitionPerMille,
    boolean blackout,
    long healAtMillis,
    int livenessRounds) {
  public SimulationOptions {
    if (validators < 1 || twins < 0 || twins > validators) {
      throw new IllegalArgumentException(
          "Of %d validators %d can't be twins; give 0 to %d, or 0 to %d for a log that holds."
              .formatted(validators, twins, validators, Math.max(0, (validators - 1) / 3)));
    }
  }

  /** A scenario whose faults and their rates follow from the seed too. */
  public static SimulationOptions ofSeed(long seed, int validators) {
    var random = new SplittableRandom(seed ^ 0x5eed);
    int twins = random.nextInt((validators - 1) / 3 + 1);
    return new SimulationOptions(
        seed,
        validators,
        twins,
        4 + random.nextInt(8),
        random.nextInt(3) * random.nextInt(100),
        random.nextInt(100),
        5 + random.nextInt(120),
        random.nextInt(2) * random.nextInt(25),
        random.nextInt(2) * random.nextInt(600),
        random.nextInt(4) == 0,
        1_500 + random.nextInt(3_000),
        12 * validators);
  }

  /** A scenario without any fault. */
  public static SimulationOptions calm(long seed, int validators) {
    return new SimulationOptions(
        seed, validators, 0, 6, 0, 0, 5, 0, 0, false, 1_500, 6 * validators);
  }
}
