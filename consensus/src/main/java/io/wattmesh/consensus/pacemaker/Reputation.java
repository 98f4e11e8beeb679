package io.wattmesh.consensus.pacemaker;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Leaders by what they have done lately. The leader of round r is drawn from the epoch's
 * validators, by a hash of epoch and round, with a weight each: its power times {@value #ACTIVE} if
 * it is the author of one of the {@code 8n} newest committed blocks of the epoch whose rounds are
 * at most r - ({@code 2n + 8}), otherwise its power. Each leads in turn before there are so many
 * such blocks, and where the newest of them is {@code 8n} rounds older than it could be: when those
 * who led lately have all stopped, others must come to lead.
 *
 * <p>A leader whose rounds fail has no committed block, so it comes to lead rarely, and often again
 * with its first block that is committed. Only headers of committed blocks count: the signers of
 * certificates would tell more, but a block may have reached two validators with different ones.
 * The lag lets validators learn of a commit before it matters; who has not is one that is behind,
 * and hears of it beside any message.
 */
public final class Reputation implements LeaderSchedule {
  private static final long ACTIVE = 1_024;

  private final ValidatorSet validators;
  private final int window;
  private final long lag;
  private final ArrayDeque<BlockHeader> newestFirst = new ArrayDeque<>();

  public Reputation(ValidatorSet validators) {
    this.validators = validators;
    this.window = 8 * validators.size();
    this.lag = 2L * validators.size() + 8;
  }

  @Override
  public long memory() {
    return window + lag;
  }

  @Override
  public void committed(BlockHeader header) {
    if (header.epoch() != validators.epoch() || header.height() == 0) {
      return;
    }
    newestFirst.addFirst(header);
    if (newestFirst.size() > memory()) {
      newestFirst.removeLast();
    }
  }

  /** The newest committed headers of the epoch. */
  @Override
  public List<BlockHeader> remembered() {
    return List.copyOf(newestFirst.reversed());
  }

  @Override
  public void restart(List<BlockHeader> headers) {
    newestFirst.clear();
    headers.forEach(this::committed);
  }

  @Override
  public int leader(long round) {
    Set<Integer> active = active(round);
    if (active.isEmpty()) {
      return (int) Math.floorMod(round, (long) validators.size());
    }
    long total = 0;
    for (int k = 0; k < validators.size(); k++) {
      total = Math.addExact(total, weight(k, active));
    }
    long drawn = Math.floorMod(draw(round), total);
    int leader = 0;
    while (drawn >= weight(leader, active)) {
      drawn -= weight(leader++, active);
    }
    return leader;
  }

  /** The authors of the window; empty if it is not full yet, or old. */
  private Set<Integer> active(long round) {
    var authors = new HashSet<Integer>();
    int seen = 0;
    for (Iterator<BlockHeader> it = newestFirst.iterator(); it.hasNext() && seen < window; ) {
      BlockHeader success = it.next();
      if (success.round() > round - lag) {
        continue;
      }
      if (seen == 0 && success.round() < round - lag - window) {
        return Set.of();
      }
      authors.add(success.author());
      seen++;
    }
    return seen < window ? Set.of() : authors;
  }

  /** Powers count at most this much, so that no sum of weights leaves its range. */
  private long weight(int validator, Set<Integer> active) {
    long power = Math.min(validators.get(validator).power(), Long.MAX_VALUE / (ACTIVE * 1024));
    return active.contains(validator) ? power * ACTIVE : power;
  }

  private long draw(long round) {
    byte[] place = new CanonicalWriter().i64(validators.epoch()).i64(round).toByteArray();
    return new CanonicalReader(Sha256.labelled("wattmesh/leader", place).bytes()).i64();
  }
}
