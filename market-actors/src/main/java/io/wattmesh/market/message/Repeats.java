package io.wattmesh.market.message;

import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When what is due is handed in: at once, and again at the second, fourth, eighth ... reminder, for
 * whoever takes it sees to it by itself, and a busy one is not helped by hearing it all the time.
 */
public final class Repeats {
  private final Map<SignedEnvelope, Integer> reminders = new HashMap<>();

  /** Those of what is due that were not handed in yet. */
  public List<SignedEnvelope> fresh(List<SignedEnvelope> due) {
    reminders.keySet().retainAll(due);
    return due.stream().filter(one -> reminders.putIfAbsent(one, 0) == null).toList();
  }

  /** The same at a reminder: also those whose turn it is again. */
  public List<SignedEnvelope> reminded(List<SignedEnvelope> due) {
    reminders.keySet().retainAll(due);
    return due.stream().filter(this::isInTurn).toList();
  }

  private boolean isInTurn(SignedEnvelope one) {
    int count = reminders.merge(one, 0, (before, _) -> before + 1);
    return count != 1 && Integer.bitCount(count) <= 1;
  }
}
