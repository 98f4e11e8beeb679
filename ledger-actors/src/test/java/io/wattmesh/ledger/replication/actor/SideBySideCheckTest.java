package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.market.SignatureCheck.Expected;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SideBySideCheckTest {
  private static final SigningContext CONTEXT = new SigningContext(Sha256.of(new byte[] {1}), 0);
  private static final SigningContext OTHER = new SigningContext(Sha256.of(new byte[] {2}), 0);
  private static final SigningKey KEY = DemoKeys.derive(1, "alice");
  private static final SigningKey ANOTHER = DemoKeys.derive(1, "bob");

  private final Verdicts verdicts = new Verdicts();

  /** Every third is forged, every fifth is of another market. */
  private static List<SignedEnvelope> bids(int count) {
    var bids = new ArrayList<SignedEnvelope>();
    for (int k = 0; k < count; k++) {
      SigningContext context = k % 5 == 4 ? OTHER : CONTEXT;
      SigningKey key = k % 3 == 2 ? ANOTHER : KEY;
      bids.add(context.sign(MessageType.BID, "alice", new byte[] {(byte) k, (byte) (k >> 8)}, key));
    }
    return bids;
  }

  private static List<Expected> expected(List<SignedEnvelope> bids) {
    return bids.stream().map(bid -> new Expected(bid, KEY.verificationKey())).toList();
  }

  private void holdAsEachByItself(SignatureCheck check, List<SignedEnvelope> bids) {
    for (SignedEnvelope bid : bids) {
      assertThat(check.holds(bid, KEY.verificationKey(), CONTEXT))
          .isEqualTo(SignatureCheck.EACH.holds(bid, KEY.verificationKey(), CONTEXT));
    }
  }

  @Test
  void verdictsAreThoseThatEachSignatureHasByItselfAndEachIsCheckedOnce() {
    List<SignedEnvelope> bids = bids(300);
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      var check = new SideBySideCheck(verdicts, pool, 3);
      check.expect(() -> expected(bids), CONTEXT);
      long before = verdicts.checks();
      holdAsEachByItself(check, bids);
      assertThat(verdicts.checks()).isEqualTo(before).isEqualTo(240);
    }
  }

  @Test
  void aPoolThatHasNoTimeKeepsNobodyWaiting() {
    List<SignedEnvelope> bids = bids(100);
    var check = new SideBySideCheck(verdicts, never -> {}, 3);
    check.expect(() -> expected(bids), CONTEXT);
    holdAsEachByItself(check, bids);
  }

  @Test
  void whatIsAskedForUnderAnotherKeyIsCheckedAnew() {
    List<SignedEnvelope> bids = bids(100);
    var check = new SideBySideCheck(verdicts, Runnable::run, 1);
    check.expect(() -> expected(bids), CONTEXT);
    assertThat(check.holds(bids.getFirst(), ANOTHER.verificationKey(), CONTEXT)).isFalse();
    assertThat(check.holds(bids.get(2), ANOTHER.verificationKey(), CONTEXT)).isTrue();
  }

  @Test
  void aCheckThatFailsIsNoVerdict() {
    var broken = new ArrayList<>(expected(bids(100)));
    broken.set(70, new Expected(bids(1).getFirst(), null));
    var check = new SideBySideCheck(verdicts, Runnable::run, 1);
    assertThatThrownBy(() -> check.expect(() -> broken, CONTEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("could not be judged");
  }

  @Test
  void aThreadThatRunsOutOfMemoryLeavesNoVerdictBehind() {
    List<Expected> bids = expected(bids(100));
    var exhausted =
        new AbstractList<Expected>() {
          @Override
          public Expected get(int index) {
            if (index == 70) {
              throw new OutOfMemoryError("made by the test");
            }
            return bids.get(index);
          }

          @Override
          public int size() {
            return bids.size();
          }
        };
    var check = new SideBySideCheck(verdicts, Runnable::run, 1);
    assertThatThrownBy(() -> check.expect(() -> exhausted, CONTEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whoHasOneProcessorIsNotAskedWhatComes() {
    var check = new SideBySideCheck(verdicts, Runnable::run, 0);
    check.expect(
        () -> {
          throw new AssertionError("nobody wants to know");
        },
        CONTEXT);
  }
}
