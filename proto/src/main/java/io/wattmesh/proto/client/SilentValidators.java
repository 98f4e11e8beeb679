package io.wattmesh.proto.client;

import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.Map;

/**
 * Validators that let a transaction wait for longer than a patience: for a while nothing new is
 * given to them, at first ten times the patience, then twice as long each time. So a stopped
 * validator costs a client one wait now and then, not one for each of its transactions.
 */
public final class SilentValidators {
  private static final int FIRST_PATIENCES = 10;
  private static final int MOST_DOUBLINGS = 7;

  private record Silence(long untilMillis, int times) {}

  private final long firstMillis;
  private final Map<ParticipantId, Silence> silences = new HashMap<>();

  public SilentValidators(long patienceMillis) {
    this.firstMillis = Math.multiplyExact(FIRST_PATIENCES, patienceMillis);
  }

  /** It let something wait for too long. */
  public void add(ParticipantId validator, long nowMillis) {
    Silence before = silences.get(validator);
    if (before == null) {
      silences.put(validator, new Silence(nowMillis + firstMillis, 0));
    } else if (before.untilMillis() <= nowMillis) {
      int times = Math.min(before.times() + 1, MOST_DOUBLINGS);
      silences.put(validator, new Silence(nowMillis + (firstMillis << times), times));
    }
  }

  /** It has replied. */
  public void remove(ParticipantId validator) {
    silences.remove(validator);
  }

  /** Whether nothing new is to be given to it now. */
  public boolean contains(ParticipantId validator, long nowMillis) {
    Silence silence = silences.get(validator);
    return silence != null && nowMillis < silence.untilMillis();
  }
}
