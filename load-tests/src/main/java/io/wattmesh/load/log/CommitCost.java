package io.wattmesh.load.log;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.store.MemoryLedgerStore;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Counts what a committed block costs in messages when all goes well and there is always something
 * to order: replicas in one thread, a network that loses nothing and takes no time.
 *
 * @param validators how many there are
 * @param commits blocks that were committed
 * @param messages how many of each kind were sent, to one validator each
 * @param bytes how long they were together
 */
record CommitCost(
    int validators, long commits, Map<MessageType, Long> messages, Map<MessageType, Long> bytes) {
  private static final int BLOCKS = 50;
  private static final long START_MILLIS = 1_600_000_000_000L;

  /** Messages that order blocks, apart from those that spread transactions. */
  private static final List<MessageType> ORDERING = List.of(MessageType.PROPOSAL, MessageType.VOTE);

  private record Parcel(ParticipantId to, byte[] message) {}

  /** Proposals and votes a commit. */
  double orderingMessages() {
    return sum(messages) / (double) commits;
  }

  /** Bytes of proposals and votes a commit. */
  double orderingBytes() {
    return sum(bytes) / (double) commits;
  }

  private static long sum(Map<MessageType, Long> of) {
    return ORDERING.stream().mapToLong(type -> of.getOrDefault(type, 0L)).sum();
  }

  /** Messages of other kinds but those that spread transactions: none when all goes well. */
  long otherMessages() {
    return messages.entrySet().stream()
        .filter(
            sent -> !ORDERING.contains(sent.getKey()) && sent.getKey() != MessageType.TRANSACTIONS)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  static CommitCost count(int validators) {
    return new Count(validators).run();
  }

  private static final class Count {
    private final ValidatorSet validators;
    private final BenchmarkChain chain;
    private final List<Replica> replicas = new ArrayList<>();
    private final Queue<Parcel> underWay = new ArrayDeque<>();
    private final Map<MessageType, Long> messages = new TreeMap<>();
    private final Map<MessageType, Long> bytes = new TreeMap<>();
    private long nonce;
    private long nowMillis = START_MILLIS;

    private Count(int count) {
      this.chain = BenchmarkChain.of(count, 2);
      Genesis genesis = chain.genesis();
      this.validators = genesis.validators();
      for (int k = 0; k < count; k++) {
        var store = new MemoryLedgerStore();
        RecoveredLedger ledger = RecoveredLedger.read(store, genesis);
        var key = BenchmarkChain.key(validators.get(k).id());
        replicas.add(
            new Replica(
                Identity.of(k, validators, genesis.signingContext(), key),
                ReplicaOptions.standard().withPaceMillis(0), // No time passes here.
                ledger.application(),
                store,
                ledger.recovered()));
      }
    }

    private Now now() {
      return new Now(nowMillis, nowMillis);
    }

    private CommitCost run() {
      replicas.forEach(replica -> carryOut(replica.start(now())));
      deliverAll();
      messages.clear();
      bytes.clear();
      Replica first = replicas.getFirst();
      long before = first.committedHeight();
      long fed = 0;
      while (first.committedHeight() < before + BLOCKS) {
        if (first.round() > fed) {
          fed = first.round();
          submit();
        }
        if (underWay.isEmpty()) {
          throw new IllegalStateException("Nothing is under way in round %d.".formatted(fed));
        }
        deliver();
      }
      return new CommitCost(
          validators.size(),
          first.committedHeight() - before,
          Map.copyOf(messages),
          Map.copyOf(bytes));
    }

    private void submit() {
      ParticipantId payer = BenchmarkChain.client(0);
      byte[] call = new Transfer(BenchmarkChain.client(1), 1, new byte[0]).call(++nonce).toBytes();
      byte[] transaction =
          chain
              .genesis()
              .signingContext()
              .sign(MessageType.CALL, payer.value(), call, BenchmarkChain.key(payer))
              .toBytes();
      carryOut(replicas.getFirst().step(new Input.SubmitTransaction(transaction), now()));
    }

    private void deliverAll() {
      while (!underWay.isEmpty()) {
        deliver();
      }
    }

    private void deliver() {
      Parcel parcel = underWay.remove();
      Replica receiver = replicas.get(validators.indexOf(parcel.to()));
      carryOut(receiver.step(new Input.Received(parcel.message()), now()));
    }

    private void carryOut(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.Send send -> send(send.to(), send.message());
          case Effect.Broadcast broadcast ->
              broadcast.to().forEach(to -> send(to, broadcast.message()));
          case Effect.Halt halt -> throw new IllegalStateException(halt.reason());
          default -> {}
        }
      }
    }

    private void send(ParticipantId to, byte[] message) {
      MessageType type = ConsensusMessage.ofBytes(message).envelope().type();
      messages.merge(type, 1L, Long::sum);
      bytes.merge(type, (long) message.length, Long::sum);
      underWay.add(new Parcel(to, message));
    }
  }
}
