package io.wattmesh.load.log;

import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.actor.ClientActor;
import io.wattmesh.proto.client.CheckedCertificates;
import io.wattmesh.proto.client.ClientOptions;
import io.wattmesh.proto.client.TransactionClient;
import io.wattmesh.proto.client.Verdict;
import io.wattmesh.proto.contract.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Clients that transfer one micro-token to each other again and again, each with the project's
 * client library: an operation counts when its outcome is proven to the client. In an open loop
 * latency counts from the time at which the operation was meant to begin.
 */
final class Fleet implements AutoCloseable {
  private static final int DIGITS = 3;
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final long PACE_NANOS = 1_000_000;

  private final Load load;
  private final List<ActorRef<ToClient>> clients = new ArrayList<>();
  private final List<byte[]> arguments = new ArrayList<>();
  private final Recorder latencies = new Recorder(MAX_MICROS, DIGITS);
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lastDecidedNanos = new AtomicLong();
  private volatile boolean running = true;

  /** What was seen in a while. */
  record Seen(Histogram latencyMicros, long failed, long dropped) {
    long decided() {
      return latencyMicros.getTotalCount();
    }
  }

  Fleet(LogCluster cluster, BenchmarkChain chain, Load load) {
    this.load = load;
    var certificates = new CheckedCertificates();
    for (int k = 0; k < load.clients(); k++) {
      var id = BenchmarkChain.client(k);
      var key = BenchmarkChain.key(id);
      var client =
          new TransactionClient(
              chain.genesis().chainId(),
              chain.genesis().chain(),
              id,
              key,
              1,
              ClientOptions.standard(),
              certificates);
      var shell = ClientActor.create(client);
      clients.add(cluster.clients.spawnClient(shell, id.value()));
      var to = BenchmarkChain.client((k + 1) % load.clients());
      arguments.add(new Transfer(to, 1, new byte[load.memoBytes()]).toBytes());
    }
  }

  void start() {
    if (load.perSecond().isPresent()) {
      Thread.ofPlatform().daemon().name("pacer").start(this::pace);
    } else {
      for (int k = 0; k < clients.size(); k++) {
        again(k);
      }
    }
  }

  private void again(int client) {
    if (running) {
      submit(client, System.nanoTime());
    }
  }

  private void pace() {
    double perNano = load.perSecond().orElseThrow() / 1e9;
    long begin = System.nanoTime();
    long made = 0;
    while (running) {
      long due = (long) ((System.nanoTime() - begin) * perNano);
      while (made < due) {
        made++;
        submit((int) (made % clients.size()), begin + (long) (made / perNano));
      }
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private void submit(int client, long meantNanos) {
    clients
        .get(client)
        .tell(
            new ToClient.Submit(
                Transfer.CONTRACT,
                Transfer.METHOD,
                arguments.get(client),
                answer -> onAnswer(client, meantNanos, answer)));
  }

  private void onAnswer(int client, long meantNanos, ToClient.Answer answer) {
    switch (answer) {
      case ToClient.Answer.Decided decided -> {
        long nowNanos = System.nanoTime();
        lastDecidedNanos.set(nowNanos);
        if (decided.verdict() instanceof Verdict.Committed committed
            && committed.outcome().isAccepted()) {
          latencies.recordValue(Math.clamp((nowNanos - meantNanos) / 1_000, 0, MAX_MICROS));
        } else {
          failed.incrementAndGet();
        }
        if (load.perSecond().isEmpty()) {
          again(client);
        }
      }
      case ToClient.Answer.NotTaken _ -> dropped.incrementAndGet();
    }
  }

  /** What was seen since this was last asked. */
  Seen take() {
    return new Seen(latencies.getIntervalHistogram(), failed.getAndSet(0), dropped.getAndSet(0));
  }

  /** When the last operation was decided, by {@link System#nanoTime}. */
  long lastDecidedNanos() {
    return lastDecidedNanos.get();
  }

  @Override
  public void close() {
    running = false;
  }
}
