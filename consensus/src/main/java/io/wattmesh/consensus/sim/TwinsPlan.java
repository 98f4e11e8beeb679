package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.pacemaker.LeaderSchedule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One scenario of twins: who leads each of the first rounds, and which hosts hear each other in it.
 * A round is cut from the first word that anyone says in it, for long enough that its proposal,
 * votes and first timeouts are lost between the groups; later repetitions of timeouts get through,
 * so that the next round begins.
 *
 * @param twins of how many validators there are two hosts, beginning with validator 0
 * @param sharedRows whether the two have one store in common; else the validator lies
 * @param leaderOf by round, from round 1
 * @param groupOf by round: bit k is host k's group
 */
record TwinsPlan(int validators, int twins, boolean sharedRows, int[] leaderOf, int[] groupOf) {
  private static final long CUT_MILLIS = 500;

  Hosts hosts() {
    SimulatedChain chain = SimulatedChain.of(validators);
    var hosts = new Hosts();
    for (int k = 0; k < validators; k++) {
      boolean lies = k < twins && !sharedRows;
      hosts.addFirst(
          k,
          lies ? Optional.of(new Liar(Lie.TWINS, chain, k)) : Optional.empty(),
          new SimulatedStore(),
          k);
    }
    for (int k = 0; k < twins; k++) {
      SimulatedHost twin = hosts.all().get(k);
      hosts.addFirst(
          k, twin.liar(), sharedRows ? twin.store() : new SimulatedStore(), validators + (long) k);
    }
    return hosts;
  }

  LeaderSchedule leaders(LeaderSchedule afterwards) {
    return round ->
        round >= 1 && round <= leaderOf.length
            ? leaderOf[(int) round - 1]
            : afterwards.leader(round);
  }

  Links links(Agenda agenda) {
    Map<Long, Long> begun = new HashMap<>();
    return new Links() {
      @Override
      public int copies(int from, int to, byte[] message) {
        long round = ConsensusMessage.ofBytes(message).syncInfo().round();
        if (round > groupOf.length) {
          return 1;
        }
        int groups = groupOf[(int) round - 1];
        boolean apart = (((groups >>> from) ^ (groups >>> to)) & 1) == 1;
        long since = agenda.nowMillis() - begun.computeIfAbsent(round, _ -> agenda.nowMillis());
        return apart && since < CUT_MILLIS ? 0 : 1;
      }

      @Override
      public boolean isContested() {
        return sharedRows;
      }
    };
  }
}
