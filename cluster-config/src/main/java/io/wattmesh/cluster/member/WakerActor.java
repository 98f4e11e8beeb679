package io.wattmesh.cluster.member;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Tells this node's share of a role the time, each member of it once a period, evenly spread. The
 * share follows from the members that have the role and can be reached, so a lost node's share is
 * others' as soon as it is missed; for a moment two nodes may wake the same, which does no harm.
 * What is nowhere comes to life by it.
 *
 * @param <E> by what a member of the role is known
 */
final class WakerActor<E> {
  private static final Duration SLOT = Duration.ofMillis(100);

  /** Its timer. */
  enum Slot {
    NEXT
  }

  private final Cluster cluster;
  private final String role;
  private final List<E> all;
  private final int slots;
  private final Consumer<E> wake;
  private int slot;

  private WakerActor(Cluster cluster, String role, List<E> all, Duration period, Consumer<E> wake) {
    this.cluster = cluster;
    this.role = role;
    this.all = all;
    this.slots = Math.toIntExact(Math.max(1, period.dividedBy(SLOT)));
    this.wake = wake;
  }

  /**
   * @param role of members that have a share
   * @param all everybody of the role, in the same order on every node
   */
  static <E> Behavior<Slot> create(String role, List<E> all, Duration period, Consumer<E> wake) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerAtFixedRate(Slot.NEXT, SLOT);
                  var waker =
                      new WakerActor<E>(Cluster.get(actor.getSystem()), role, all, period, wake);
                  return Behaviors.receiveMessage(waker::onSlot);
                }));
  }

  private Behavior<Slot> onSlot(Slot next) {
    slot = (slot + 1) % slots;
    List<Member> nodes = reachable();
    int rank = nodes.indexOf(cluster.selfMember());
    if (rank >= 0) {
      long step = Math.multiplyExact((long) nodes.size(), slots);
      for (long k = rank + (long) nodes.size() * slot; k < all.size(); k += step) {
        wake.accept(all.get((int) k));
      }
    }
    return Behaviors.same();
  }

  private List<Member> reachable() {
    var unreachable = cluster.state().getUnreachable();
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .filter(member -> member.hasRole(role) && !unreachable.contains(member))
        .sorted(Comparator.comparing(member -> member.address().toString()))
        .toList();
  }
}
