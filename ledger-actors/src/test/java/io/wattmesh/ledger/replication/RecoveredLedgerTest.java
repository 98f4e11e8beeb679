package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-18")
class RecoveredLedgerTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();

  private List<Hash> roots(ValidatorNet net, int index) {
    return net.host(index).told.stream().map(CommittedBlock::stateRoot).toList();
  }

  private List<Hash> replayedRoots(MemoryStore store) {
    return RecoveredLedger.read(store, fixture.genesis()).replayed().stream()
        .map(CommittedBlock::stateRoot)
        .toList();
  }

  @Test
  void four_validators_commit_the_same_states_and_a_replay_of_each_store_leads_there_again() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    assertThat(net.host(0).height()).isPositive();
    List<Hash> told = roots(net, 0);
    assertThat(told).isNotEmpty();
    for (int k = 0; k < 4; k++) {
      assertThat(roots(net, k)).isEqualTo(told);
      assertThat(replayedRoots(stores.get(k))).isEqualTo(told);
    }
  }

  /** Anybody may have such a transaction ordered; it must be refused again when replayed. */
  @Test
  void a_committed_transaction_with_a_bad_signature_is_refused_again_in_the_replay() {
    var net = new ValidatorNet(fixture, stores);
    byte[] forged = fixture.books(0)[0];
    forged[forged.length - 1] ^= 1;
    net.submit(forged);
    net.submit(fixture.books(0)[1]);
    assertThat(net.host(0).told.stream().flatMap(block -> block.outcomes().stream()))
        .extracting(Outcome::code)
        .contains(OutcomeCode.BAD_SIGNATURE, OutcomeCode.ACCEPTED);
    assertThat(replayedRoots(stores.get(0))).isEqualTo(roots(net, 0));
  }

  @Test
  void a_bad_signature_in_the_very_last_block_is_refused_again_in_the_replay() {
    var net = new ValidatorNet(fixture, stores);
    byte[] forged = fixture.books(0)[0];
    forged[forged.length - 1] ^= 1;
    net.submit(forged);
    assertThat(replayedRoots(stores.get(0))).isEqualTo(roots(net, 0));
  }

  @Test
  void restarted_validators_go_on_from_their_stores() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    long height = net.host(0).height();
    var again = new ValidatorNet(fixture, stores);
    assertThat(again.host(3).height()).isGreaterThanOrEqualTo(height);
    again.setClock(fixture.genesis().parameters().schedule().clearingDeadlineMillis(0) + 1);
    assertThat(again.host(3).height()).isGreaterThan(height);
    assertThat(roots(again, 3)).startsWith(roots(net, 3).toArray(Hash[]::new));
    assertThat(roots(again, 1)).isEqualTo(roots(again, 3));
  }

  @Test
  void a_lost_safety_row_beside_blocks_is_refused() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    assertThat(net.host(0).height()).isPositive();
    stores.getFirst().loseSafetyRow();
    assertThatThrownBy(() -> RecoveredLedger.read(stores.getFirst(), fixture.genesis()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("safety row");
  }

  @Test
  void a_store_without_blocks_begins_with_the_row_of_genesis_and_keeps_it() {
    var store = new MemoryStore();
    RecoveredLedger first = RecoveredLedger.read(store, fixture.genesis());
    assertThat(store.safetyRow()).contains(first.recovered().row());
    assertThat(first.replayed()).isEmpty();
  }

  @Test
  void a_committed_block_that_leads_elsewhere_than_its_child_says_is_refused() {
    var net = new ValidatorNet(fixture, stores);
    for (byte[] book : fixture.books(0)) {
      net.submit(book);
    }
    LinkedBlock first = stores.getFirst().committedAt(1).orElseThrow();
    assertThat(first.block().transactions()).isNotEmpty();
    BlockHeader h = first.block().header();
    var emptied =
        new BlockHeader(
            h.epoch(),
            h.round(),
            h.height(),
            h.parentId(),
            h.author(),
            h.timestampMillis(),
            MerkleTree.root(List.of()),
            MerkleTree.root(List.of()),
            h.parentStateRoot(),
            h.parentOutcomesRoot(),
            Hash.ZERO);
    stores
        .getFirst()
        .replaceCommitted(
            1, new LinkedBlock(new Block(emptied, List.of()), first.parentCertificate()));
    assertThatThrownBy(() -> RecoveredLedger.read(stores.getFirst(), fixture.genesis()))
        .isInstanceOf(IllegalStateException.class);
  }
}
