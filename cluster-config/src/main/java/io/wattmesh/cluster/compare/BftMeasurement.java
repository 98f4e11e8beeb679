package io.wattmesh.cluster.compare;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A <b>measurement</b>: this project's replicas, with real keys and signatures, in one thread. Each
 * message takes the network's delay, none is lost, and a transaction is submitted to one validator
 * after the other. Messages, rounds, blocks and times are counted, not computed. Computing and
 * storing take no virtual time, and the network has no limit of bytes: what a machine can carry is
 * measured by the load tests, not here.
 */
public final class BftMeasurement {
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long PATIENCE_MILLIS = 600_000;
  private static final int MAX_TRANSACTIONS = 200_000;

  /** A run of fewer would be nothing but its beginning and its end. */
  static final int LEAST_DELAYS = 60;

  /** Twenty messages' way: a round takes two. */
  private static final int TIMEOUT_DELAYS = 20;

  private record Event(long millis, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return millis == other.millis
          ? Long.compare(sequence, other.sequence)
          : Long.compare(millis, other.millis);
    }
  }

  /** A replica and what it has stored. */
  private static final class Host {
    private final int index;
    private final Map<Hash, LinkedBlock> blocks = new HashMap<>();
    private final List<Hash> commits = new ArrayList<>();
    private Replica replica;
    private long newestTimer;

    private Host(int index) {
      this.index = index;
    }

    private Optional<LinkedBlock> committedAt(long height) {
      return height >= 1 && height <= commits.size()
          ? Optional.ofNullable(blocks.get(commits.get((int) height - 1)))
          : Optional.empty();
    }

    private Replica replica() {
      return replica;
    }
  }

  private final BftParameters parameters;
  private final Traffic traffic;
  private final long delayMillis;
  private final ValidatorSet validators;
  private final List<Host> hosts = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final TreeMap<String, Long> messages = new TreeMap<>();
  private final long[] submittedMillis;
  private final long[] committedMillis;
  private long bytes;
  private long sequence;
  private long nowMillis;
  private int committed;
  private long blocks;

  private BftMeasurement(BftParameters parameters, Traffic traffic, long seed) {
    this.parameters = parameters;
    this.traffic = traffic;
    this.delayMillis = Math.round(traffic.delaySeconds() * 1_000);
    int transactions = transactions(parameters, traffic);
    this.submittedMillis = new long[transactions];
    this.committedMillis = new long[transactions];
    Arrays.fill(committedMillis, -1);
    List<SigningKey> keys =
        IntStream.range(0, parameters.validators())
            .mapToObj(k -> DemoKeys.derive(seed, name(k)))
            .toList();
    this.validators =
        new ValidatorSet(
            0,
            IntStream.range(0, keys.size())
                .mapToObj(
                    k ->
                        new Validator(new ParticipantId(name(k)), keys.get(k).verificationKey(), 1))
                .toList());
    Block genesis = Block.genesis(0, START_MILLIS, NumberedLedger.genesisRoots());
    var context = new SigningContext(Sha256.labelled("wattmesh/compare-consensus", new byte[0]), 0);
    for (int k = 0; k < keys.size(); k++) {
      hosts.add(host(k, Identity.of(k, validators, context, keys.get(k)), genesis));
    }
  }

  /**
   * How many come in a run.
   *
   * @throws IllegalArgumentException if they are too few or too many, or the run is too short
   */
  static int transactions(BftParameters parameters, Traffic traffic) {
    Ranges.require(
        "seconds of transactions, %d network delays and more,".formatted(LEAST_DELAYS),
        parameters.seconds(),
        LEAST_DELAYS * traffic.delaySeconds(),
        BftParameters.MAX_SECONDS);
    long transactions = traffic.arrivedBy(parameters.seconds());
    Ranges.require(
        "number of the BFT log's transactions, TPS times seconds,",
        (double) transactions,
        1,
        MAX_TRANSACTIONS);
    return (int) transactions;
  }

  private static String name(int validator) {
    return "validator-%03d".formatted(validator);
  }

  private Host host(int index, Identity identity, Block genesis) {
    ReplicaOptions standard = ReplicaOptions.standard();
    var options =
        new ReplicaOptions(
            Math.max(standard.baseTimeoutMillis(), TIMEOUT_DELAYS * delayMillis),
            standard.maxClockLeadMillis(),
            standard.maxBlockBytes(),
            standard.maxPoolBytes(),
            standard.paceMillis(),
            standard.batches(),
            standard.snapshots());
    var host = new Host(index);
    host.replica =
        new Replica(
            identity,
            options,
            new NumberedLedger(genesis),
            host::committedAt,
            Recovered.genesis(genesis));
    return host;
  }

  /**
   * Submits what comes in the parameters' time and runs until all of it is committed.
   *
   * @param seed the validators' keys follow from it
   * @throws IllegalStateException if the log does not commit it within ten virtual minutes more
   */
  public static BftResult run(BftParameters parameters, Traffic traffic, long seed) {
    return new BftMeasurement(parameters, traffic, seed).run();
  }

  private BftResult run() {
    hosts.forEach(host -> carryOut(host, host.replica().start(now())));
    for (int number = 0; number < submittedMillis.length; number++) {
      submittedMillis[number] = (long) (traffic.arrivalSeconds(number) * 1_000);
      Host host = hosts.get(number % hosts.size());
      int one = number;
      after(submittedMillis[number], () -> submit(host, one));
    }
    long deadline = parameters.seconds() * 1_000L + PATIENCE_MILLIS;
    while (committed < submittedMillis.length) {
      if (events.isEmpty() || nowMillis > deadline) {
        throw new IllegalStateException(
            "Of %d transactions %d are committed after %d ms; all should be."
                .formatted(submittedMillis.length, committed, nowMillis));
      }
      Event event = events.remove();
      nowMillis = event.millis();
      event.action().run();
    }
    return result();
  }

  private void submit(Host host, int number) {
    byte[] transaction = NumberedLedger.transaction(number, traffic.transactionBytes());
    step(host, new Input.SubmitTransaction(transaction));
  }

  private Now now() {
    return new Now(nowMillis, START_MILLIS + nowMillis);
  }

  private void after(long millis, Runnable action) {
    events.add(new Event(nowMillis + millis, sequence++, action));
  }

  private void step(Host host, Input input) {
    carryOut(host, host.replica().step(input, now()));
  }

  private void carryOut(Host host, List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Send send -> send(List.of(send.to()), send.message());
        case Effect.Broadcast broadcast -> send(broadcast.to(), broadcast.message());
        case Effect.StartTimer timer -> startTimer(host, timer.deadlineMonotonicMillis());
        case Effect.PersistBlock stored ->
            host.blocks.put(stored.linked().block().id(), stored.linked());
        case Effect.PersistCommit stored -> host.commits.add(stored.block().id());
        case Effect.Commit commit -> commit(host, commit.block());
        case Effect.Halt halt -> throw new IllegalStateException(halt.reason());
        default -> {}
      }
    }
  }

  private void send(List<ParticipantId> to, byte[] message) {
    String kind = ConsensusMessage.ofBytes(message).envelope().type().name();
    messages.merge(kind, (long) to.size(), Long::sum);
    bytes += (long) message.length * to.size();
    for (ParticipantId name : to) {
      Host receiver = hosts.get(validators.indexOf(name));
      after(delayMillis, () -> step(receiver, new Input.Received(message)));
    }
  }

  private void startTimer(Host host, long deadlineMillis) {
    long timer = ++host.newestTimer;
    after(
        Math.max(0, deadlineMillis - nowMillis),
        () -> {
          if (host.newestTimer == timer) {
            step(host, new Input.Tick());
          }
        });
  }

  private void commit(Host host, Block block) {
    blocks = Math.max(blocks, block.header().height());
    for (byte[] transaction : block.transactions()) {
      int number = NumberedLedger.number(transaction);
      if (number % hosts.size() == host.index && committedMillis[number] < 0) {
        committedMillis[number] = nowMillis;
        committed++;
      }
    }
  }

  private double carriedTps() {
    double ends = parameters.seconds() * 1_000.0;
    double begins = ends / 4;
    long within =
        Arrays.stream(committedMillis).filter(time -> time > begins && time <= ends).count();
    return within / (ends - begins) * 1_000;
  }

  private BftResult result() {
    double seconds = nowMillis / 1_000.0;
    return new BftResult(
        hosts.size(),
        submittedMillis.length,
        committed,
        seconds,
        carriedTps(),
        blocks,
        hosts.stream().mapToLong(host -> host.replica().round()).max().orElse(0),
        Times.of(
            IntStream.range(0, submittedMillis.length)
                .mapToDouble(k -> (committedMillis[k] - submittedMillis[k]) / 1_000.0)
                .toArray()),
        new TreeMap<>(messages),
        bytes,
        parameters.validators() * parameters.validatorWatts() * seconds / committed);
  }
}
