package io.wattmesh.load.generate;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.workload.Part;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * On a node: passes what aggregators answer a participant on to the generator that bids for it, by
 * the role that says which devices that has. What is said while no generator is known is lost, as
 * on any network: bids without an answer are sent again. Awards are not passed on, since generators
 * have them of the ledger.
 */
final class GeneratorAnswers implements AggregatorActor.Members {
  /** Every generator has it, beside that of its part. */
  static final String ROLE = "load";

  /** Who hears answers at a generator. */
  static final String ACTOR = "fleet";

  private static final long LOOK_AGAIN_NANOS = 300_000_000;

  private record Generator(Part part, ActorRef<ShardingEnvelope<ToProsumer>> ears) {}

  private record Known(long atNanos, List<Generator> generators) {}

  private final Cluster cluster;
  private final ActorRefResolver resolver;
  private final Map<String, ActorRef<ShardingEnvelope<ToProsumer>>> resolved =
      new ConcurrentHashMap<>();
  private volatile Known known = new Known(System.nanoTime(), List.of());

  GeneratorAnswers(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.resolver = ActorRefResolver.get(system);
  }

  @Override
  public void tell(MarketShards shards, ParticipantId participant, ToProsumer message) {
    if (message instanceof ToProsumer.AwardTold) {
      return;
    }
    // Who is no device is the first generator's.
    int device = DeviceFleet.number(participant).orElse(0);
    for (Generator generator : generators()) {
      if (generator.part().has(device)) {
        generator.ears().tell(new ShardingEnvelope<>(participant.value(), message));
      }
    }
  }

  private List<Generator> generators() {
    Known last = known;
    long now = System.nanoTime();
    if (last.generators().isEmpty() || now - last.atNanos() > LOOK_AGAIN_NANOS) {
      last = new Known(now, look());
      known = last;
    }
    return last.generators();
  }

  private List<Generator> look() {
    var found = new ArrayList<Generator>();
    for (Member member : cluster.state().getMembers()) {
      if (member.hasRole(ROLE)) {
        Part.ofRoles(member.getRoles())
            .ifPresent(part -> found.add(new Generator(part, ears(member.address().toString()))));
      }
    }
    return List.copyOf(found);
  }

  private ActorRef<ShardingEnvelope<ToProsumer>> ears(String address) {
    return resolved.computeIfAbsent(
        address, member -> resolver.resolveActorRef(member + "/user/" + ACTOR));
  }
}
