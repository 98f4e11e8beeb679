package io.wattmesh.ledger.replication.actor;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToGateway.Answer;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.client.TransactionClient;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one node with sharded validators, four or with joiners more, and a gateway. */
final class ValidatorNode implements AutoCloseable {
  final BlockingQueue<CommittedBlock> committed = new LinkedBlockingQueue<>();
  final BlockingQueue<Halted> halted = new LinkedBlockingQueue<>();
  final Map<ParticipantId, ReplicaStatus> statuses = new ConcurrentHashMap<>();
  final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  final ActorRef<ToGateway> gateway;
  private final ActorTestKit kit =
      ActorTestKit.create("validators", ConfigFactory.load("one-node"));

  ValidatorNode(LedgerFixture fixture, Path notes, IntFunction<LedgerStore> stores) {
    this(fixture, notes, ReplicaOptions.standard(), stores);
  }

  ValidatorNode(
      LedgerFixture fixture, Path notes, ReplicaOptions options, IntFunction<LedgerStore> stores) {
    this(fixture, notes, options, 4, stores);
  }

  ValidatorNode(
      LedgerFixture fixture,
      Path notes,
      IntFunction<LedgerStore> stores,
      Function<ValidatorActor.Post, Behavior<ToValidator>> starter) {
    this(fixture, notes, ReplicaOptions.standard(), 4, stores, starter);
  }

  ValidatorNode(
      LedgerFixture fixture,
      Path notes,
      ReplicaOptions options,
      int places,
      IntFunction<LedgerStore> stores) {
    this(fixture, notes, options, places, stores, ValidatorActor::create);
  }

  /**
   * @param places how many have a place: the genesis's validators and joiners, who observe at first
   */
  private ValidatorNode(
      LedgerFixture fixture,
      Path notes,
      ReplicaOptions options,
      int places,
      IntFunction<LedgerStore> stores,
      Function<ValidatorActor.Post, Behavior<ToValidator>> starter) {
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    gateway =
        kit.spawn(
            GatewayActor.create(
                fixture.genesis().validators(),
                new GatewayActor.Listener(committed::add, halted::add)),
            "gateway");
    ClusterSharding sharding = ClusterSharding.get(kit.system());
    Set<ParticipantId> names =
        IntStream.range(0, places).mapToObj(ValidatorNode::name).collect(Collectors.toSet());
    long clock = fixture.genesis().parameters().schedule().gateClosureMillis(0);
    sharding.init(
        Entity.of(
            ValidatorKeys.VALIDATOR,
            entity -> {
              String name = entity.getEntityId();
              int index = Integer.parseInt(name.substring("validator-".length()));
              return starter.apply(
                  new ValidatorActor.Post(
                      fixture.genesis(),
                      new ParticipantId(name),
                      List.of(Signing.key(name)),
                      names,
                      options,
                      () -> stores.apply(index),
                      notes.resolve("validator-" + index + "-divergence.json"),
                      status -> statuses.put(new ParticipantId(name), status),
                      () -> clock,
                      gateway,
                      true));
            }));
    names.forEach(name -> ValidatorKeys.validator(sharding, name).tell(new ToValidator.Wake()));
  }

  static ParticipantId name(int index) {
    return new ParticipantId("validator-" + index);
  }

  void submit(byte[] transaction) {
    gateway.tell(new ToGateway.Submit(transaction, answers::add));
  }

  /** A client of a participant, in the place of the gateway. */
  ActorRef<ToClient> client(TransactionClient client, String name) {
    return kit.spawn(ClientActor.create(client), name);
  }

  <T> ActorRef<T> spawn(Behavior<T> behavior) {
    return kit.spawn(behavior);
  }

  /** Somebody who hears what gateways do. */
  TestProbe<ToGateway> gatewayProbe() {
    return kit.createTestProbe();
  }

  /** Somebody who hears replies. */
  TestProbe<ToClient> probe() {
    return kit.createTestProbe();
  }

  void tell(int validator, ToValidator message) {
    ValidatorKeys.validator(ClusterSharding.get(kit.system()), name(validator)).tell(message);
  }

  /** A message as another node would read it. */
  <M> M overTheWire(M message) {
    return kit.serializationTestKit().verifySerialization(message, false);
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(kit.system(), Duration.ofSeconds(20));
  }
}
