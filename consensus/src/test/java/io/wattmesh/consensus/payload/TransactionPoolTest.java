package io.wattmesh.consensus.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.TransactionPool.Admission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionPoolTest {
  private final TransactionPool pool = new TransactionPool(10);

  private static byte[] transaction(int length, int first) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) first;
    return bytes;
  }

  @Test
  void oneTransactionWaitsOnce() {
    assertThat(pool.add(transaction(3, 1))).isEqualTo(Admission.ADDED);
    assertThat(pool.add(transaction(3, 1))).isEqualTo(Admission.KNOWN);
    assertThat(pool.size()).isEqualTo(1);
  }

  @Test
  void aFullPoolRefusesUntilACommitMakesRoom() {
    pool.add(transaction(6, 1));
    assertThat(pool.add(transaction(5, 2))).isEqualTo(Admission.FULL);

    pool.committed(List.of(TransactionPool.idOf(transaction(6, 1))));

    assertThat(pool.isEmpty()).isTrue();
    assertThat(pool.bytes()).isZero();
    assertThat(pool.add(transaction(5, 2))).isEqualTo(Admission.ADDED);
  }

  @Test
  void aCommittedTransactionDoesNotComeInAgainThoughItNeverWaitedHere() {
    pool.committed(List.of(TransactionPool.idOf(transaction(3, 1))));

    assertThat(pool.add(transaction(3, 1))).isEqualTo(Admission.KNOWN);
  }

  @Test
  void whatWasCommittedTooEarlyMayComeInAgain() {
    byte[] early = {1, 2};
    pool.addUncut(early);
    pool.committed(List.of(TransactionPool.idOf(early)));
    assertThat(pool.addUncut(early)).isEqualTo(TransactionPool.Admission.KNOWN);

    pool.forget(List.of(TransactionPool.idOf(early)));

    assertThat(pool.addUncut(early)).isEqualTo(TransactionPool.Admission.ADDED);
  }

  @Test
  void selectionIsFirstInFirstOutWithinTheBoundAndWithoutWhatAncestorsHold() {
    pool.add(transaction(3, 1));
    pool.add(transaction(3, 2));
    pool.add(transaction(3, 3));

    List<byte[]> all = pool.select(Set.of(), 100, 4);
    List<byte[]> two = pool.select(Set.of(), 14, 4);
    List<byte[]> rest = pool.select(Set.of(TransactionPool.idOf(transaction(3, 1))), 100, 4);

    assertThat(all).extracting(bytes -> bytes[0]).containsExactly((byte) 1, (byte) 2, (byte) 3);
    assertThat(two).extracting(bytes -> bytes[0]).containsExactly((byte) 1, (byte) 2);
    assertThat(rest).extracting(bytes -> bytes[0]).containsExactly((byte) 2, (byte) 3);
  }
}
