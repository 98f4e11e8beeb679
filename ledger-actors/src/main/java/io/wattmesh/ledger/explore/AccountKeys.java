package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.market.StepWatch.Step;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which of the state's keys are accounts. */
final class AccountKeys {
  private static final String PREFIX = "account/";

  private AccountKeys() {}

  /** Whose account a key is; empty if it is something else. */
  static Optional<ParticipantId> owner(StateKey key) {
    String text = key.toString();
    return text.startsWith(PREFIX)
        ? Optional.of(new ParticipantId(text.substring(PREFIX.length())))
        : Optional.empty();
  }

  static Optional<ParticipantId> owner(byte[] key) {
    String text = new String(key, StandardCharsets.ISO_8859_1);
    return text.startsWith(PREFIX)
        ? Optional.of(new ParticipantId(text.substring(PREFIX.length())))
        : Optional.empty();
  }

  /** The accounts that a step wrote, with what it changed, which may be nothing. */
  static SortedMap<ParticipantId, AccountChange> changes(Step step) {
    var changes = new TreeMap<ParticipantId, AccountChange>();
    for (Map.Entry<StateKey, Optional<byte[]>> one : step.before().entrySet()) {
      owner(one.getKey())
          .ifPresent(
              id ->
                  changes.put(
                      id,
                      AccountChange.between(
                          one.getValue().map(Account::ofBytes).orElse(Account.EMPTY),
                          step.state().account(id))));
    }
    return changes;
  }
}
