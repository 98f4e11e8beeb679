package io.wattmesh.consensus.sim;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One scenario. Until the network heals, all the faults are at work; afterwards all hosts are up,
 * every message arrives, and what was submitted must be committed within some rounds.
 *
 * @param seed everything random follows from it
 * @param liars how many validators lie; at most a third for a log that holds
 * @param lie how they do
 * @param transactions how many are submitted before the network heals; at most 64
 * @param healAtMillis when the network heals
 * @param livenessRounds within how many rounds after that every honest validator must have
 *     committed everything; the more if an epoch has more validators than the first
 * @param epochs the numbers of the validators of the second and each later epoch, which a
 *     transaction submitted before the network heals makes take over; those beyond the first
 *     epoch's begin with nothing but genesis
 */
public record SimulationOptions(
    long seed,
    int validators,
    int liars,
    Lie lie,
    int transactions,
    long healAtMillis,
    int livenessRounds,
    NetworkFaults network,
    HostFaults host,
    List<List<Integer>> epochs) {
  private static final int MAX_TRANSACTIONS = 64;
  private static final int JOINERS = 3;
  private static final List<Lie> LIES = List.of(Lie.values());
  private static final List<Durability> DURABILITIES = List.of(Durability.values());

  public SimulationOptions {
    Objects.requireNonNull(lie);
    Objects.requireNonNull(network);
    Objects.requireNonNull(host);
    epochs = epochs.stream().map(List::copyOf).toList();
    if (validators < 1 || liars < 0 || liars > validators) {
      throw new IllegalArgumentException(
          "Of %d validators %d can't lie; give 0 to %d, or 0 to %d for a log that holds."
              .formatted(validators, liars, validators, Math.max(0, (validators - 1) / 3)));
    }
    if (transactions < 0 || transactions > MAX_TRANSACTIONS) {
      throw new IllegalArgumentException(
          "A scenario has 0 to %d transactions, not %d.".formatted(MAX_TRANSACTIONS, transactions));
    }
  }

  /** Of validators that stay. */
  public SimulationOptions(
      long seed,
      int validators,
      int liars,
      Lie lie,
      int transactions,
      long healAtMillis,
      int livenessRounds,
      NetworkFaults network,
      HostFaults host) {
    this(
        seed,
        validators,
        liars,
        lie,
        transactions,
        healAtMillis,
        livenessRounds,
        network,
        host,
        List.of());
  }

  /** A scenario whose faults and their rates follow from the seed too. */
  public static SimulationOptions ofSeed(long seed, int validators) {
    var random = new SplittableRandom(seed ^ 0x5eed);
    int liars = random.nextInt((validators - 1) / 3 + 1);
    Lie lie = LIES.get(random.nextInt(LIES.size()));
    int transactions = 4 + random.nextInt(8);
    var network =
        new NetworkFaults(
            random.nextInt(3) * random.nextInt(100),
            random.nextInt(100),
            5 + random.nextInt(120),
            random.nextInt(2) * random.nextInt(600),
            random.nextInt(2) * random.nextInt(300));
    var stays =
        new SimulationOptions(
            seed,
            validators,
            liars,
            lie,
            transactions,
            1_500 + random.nextInt(3_000),
            16 * validators,
            network,
            hostFaults(random));
    return random.nextInt(4) == 0 ? stays.growingAndShrinking() : stays;
  }

  /** The same, but three more join, and then as many of the first go. */
  SimulationOptions growingAndShrinking() {
    int most = validators + JOINERS;
    List<Integer> remaining =
        Stream.concat(
                Stream.of(Math.min(2, validators - 1)),
                IntStream.range(most - validators + 1, most).boxed())
            .toList();
    return with(List.of(IntStream.range(0, most).boxed().toList(), remaining));
  }

  private static HostFaults hostFaults(SplittableRandom random) {
    Durability durability = DURABILITIES.get(random.nextInt(DURABILITIES.size()));
    boolean shared = durability == Durability.SHARED_ROW;
    return new HostFaults(
        random.nextInt(2) * random.nextInt(25),
        random.nextInt(4) == 0,
        random.nextInt(3) == 0 ? 1_500 : 100,
        durability,
        1 + random.nextInt(40),
        shared ? random.nextInt(2) * random.nextInt(200) : 0,
        durability == Durability.LOSSY_DISK ? random.nextInt(2) * random.nextInt(10) : 0,
        shared ? random.nextInt(4) : 0);
  }

  /** A scenario without any fault. */
  public static SimulationOptions calm(long seed, int validators) {
    return new SimulationOptions(
        seed,
        validators,
        0,
        Lie.TWINS,
        6,
        1_500,
        6 * validators,
        NetworkFaults.NONE,
        HostFaults.NONE);
  }

  public SimulationOptions with(NetworkFaults faults) {
    return new SimulationOptions(
        seed,
        validators,
        liars,
        lie,
        transactions,
        healAtMillis,
        livenessRounds,
        faults,
        host,
        epochs);
  }

  public SimulationOptions with(HostFaults faults) {
    return new SimulationOptions(
        seed,
        validators,
        liars,
        lie,
        transactions,
        healAtMillis,
        livenessRounds,
        network,
        faults,
        epochs);
  }

  public SimulationOptions with(int number, Lie how) {
    return new SimulationOptions(
        seed,
        validators,
        number,
        how,
        transactions,
        healAtMillis,
        livenessRounds,
        network,
        host,
        epochs);
  }

  public SimulationOptions with(List<List<Integer>> validatorsOfEpochs) {
    return new SimulationOptions(
        seed,
        validators,
        liars,
        lie,
        transactions,
        healAtMillis,
        livenessRounds,
        network,
        host,
        validatorsOfEpochs);
  }

  /** The liveness rounds, as many more as the largest epoch has more validators than the first. */
  int mostRoundsToAgree() {
    int largest = validators;
    for (List<Integer> epoch : epochs) {
      largest = Math.max(largest, epoch.size());
    }
    return livenessRounds * largest / validators;
  }

  /** How many are validators in some epoch. */
  int processes() {
    return epochs.stream()
        .flatMap(List::stream)
        .mapToInt(number -> number + 1)
        .reduce(validators, Math::max);
  }
}
