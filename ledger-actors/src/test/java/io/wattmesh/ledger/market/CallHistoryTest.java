package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Clients that keep to the window hand their calls in again and again, and the log orders them as
 * it likes: each has its effect once, in the first block that has it, and the balances are those of
 * these effects alone.
 */
class CallHistoryTest {
  private static final int HISTORIES = 200;
  private static final int WINDOW = 256;
  private static final List<String> WHO = List.of("gen-1", "load-2", "gen-3", "load-3");

  private final LedgerFixture fixture =
      new LedgerFixture(new GenesisDraft().build(), Signing.TAGGED);

  private record Made(String from, String to, long amount, byte[] transaction) {}

  private Made made(Random random, String from, long nonce) {
    String to = WHO.get(random.nextInt(WHO.size()));
    long amount = random.nextLong(1, 20_000_000_000L);
    byte[] payload = new Transfer(new ParticipantId(to), amount, new byte[0]).call(nonce).toBytes();
    return new Made(from, to, amount, fixture.envelope(MessageType.CALL, from, payload).toBytes());
  }

  @Test
  void each_call_has_one_effect_however_often_and_in_whatever_order_it_is_ordered() {
    int repeated = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      repeated += play(seed);
    }
    assertThat(repeated).isGreaterThan(HISTORIES * 100);
  }

  /** Returns how many outcomes were of calls that a block had before. */
  private int play(int seed) {
    var random = new Random(seed);
    var run = new LedgerRun(fixture);
    Map<Hash, Made> made = new HashMap<>();
    List<byte[]> underWay = new ArrayList<>();
    for (String from : WHO) {
      for (long nonce = 1; nonce <= WINDOW / 8; nonce++) {
        Made call = made(random, from, nonce * 8);
        made.put(Sha256.of(call.transaction()), call);
        int copies = 1 + random.nextInt(3);
        underWay.addAll(Collections.nCopies(copies, call.transaction()));
      }
    }
    Collections.shuffle(underWay, random);
    Map<String, Long> balances = new HashMap<>();
    WHO.forEach(who -> balances.put(who, run.account(who).balanceMicros()));
    Set<Hash> decided = new HashSet<>();
    int again = 0;
    long millis = run.schedule().gateClosureMillis(0);
    while (!underWay.isEmpty()) {
      List<byte[]> next = underWay.subList(0, Math.min(underWay.size(), 1 + random.nextInt(40)));
      Executed executed = run.block(millis++, next.toArray(byte[][]::new));
      next.clear();
      for (Outcome outcome : executed.outcomes()) {
        Made call = made.get(outcome.transaction());
        if (!decided.add(outcome.transaction())) {
          assertThat(outcome.toRecord().pointsBack()).isTrue();
          again++;
        } else if (outcome.accepted()) {
          balances.merge(call.from(), -call.amount(), Long::sum);
          balances.merge(call.to(), call.amount(), Long::sum);
        } else {
          assertThat(balances.get(call.from())).isLessThan(call.amount());
        }
      }
    }
    assertThat(decided).isEqualTo(made.keySet());
    balances.forEach(
        (who, balance) ->
            assertThat(run.account(who).balanceMicros()).as("seed %d", seed).isEqualTo(balance));
    return again;
  }
}
