package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A transaction without a verdict: whose turn it is, and who said what of it. */
final class InFlight {
  final Hash id;
  final long nonce;
  final byte[] transaction;
  long againMillis;
  private final Map<Integer, Statement> statements = new HashMap<>();
  private int turn;
  private int busy;

  InFlight(Hash id, PreparedCall call) {
    this.id = id;
    this.nonce = call.nonce();
    this.transaction = call.transaction();
  }

  /**
   * Who has it now; it begins at the validator that its hash says, so that all have equal shares.
   */
  ParticipantId asked(ValidatorSet validators) {
    int index = Math.floorMod(id.hashCode() + turn, validators.size());
    return validators.get(index).id();
  }

  /** It is the next validator's turn. */
  void next() {
    turn++;
  }

  /**
   * The one whose turn it is has no room.
   *
   * @return how long to wait before the next one's turn: not at all until all were asked
   */
  long busy(ValidatorSet validators, ClientOptions options) {
    busy++;
    int rounds = busy / validators.size();
    if (busy % validators.size() != 0) {
      return 0;
    }
    long wait = options.busyMillis() << Math.min(rounds - 1, 10);
    return Math.min(wait, options.patienceMillis());
  }

  /** What a validator said of it before; it is kept if it is the first. */
  Statement heard(int validator, Statement statement) {
    return statements.putIfAbsent(validator, statement);
  }

  /** Whether one honest validator at least says this. */
  boolean isBelieved(Statement statement, ValidatorSet validators) {
    Set<Integer> alike = new HashSet<>();
    statements.forEach(
        (validator, said) -> {
          if (said.equals(statement)) {
            alike.add(validator);
          }
        });
    return validators.hasHonestMember(alike);
  }

  /** Others judge now: what was said in the epoch before counts no more. */
  void forgetStatements() {
    statements.clear();
  }
}
