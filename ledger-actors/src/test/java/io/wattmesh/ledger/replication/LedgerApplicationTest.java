package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerApplicationTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerApplication application = application();
  private final Block genesis = LedgerApplication.genesisBlock(fixture.genesis());
  private final long gate = fixture.genesis().parameters().schedule().gateClosureMillis(0);

  private LedgerApplication application() {
    return new LedgerApplication(
        fixture.genesis(), new LedgerMachine(fixture.genesis(), SignatureCheck.EACH));
  }

  private Block child(Block parent, long millis, byte[]... transactions) {
    return child(parent, millis, Hash.ZERO, transactions);
  }

  private Block child(Block parent, long millis, Hash nextValidators, byte[]... transactions) {
    List<byte[]> list = List.of(transactions);
    BlockHeader below = parent.header();
    var header =
        new BlockHeader(
            below.epoch(),
            below.round() + 1,
            below.height() + 1,
            parent.id(),
            0,
            millis,
            MerkleTree.root(list),
            MerkleTree.root(List.of()),
            Hash.ZERO,
            Hash.ZERO,
            nextValidators);
    return new Block(header, list);
  }

  @Test
  void siblings_are_executed_on_the_same_state_and_only_one_is_committed() {
    Block left = child(genesis, gate, fixture.books(0)[0]);
    Block right = child(genesis, gate, fixture.books(0)[1]);
    ExecutionRoots leftRoots = application.execute(left);
    ExecutionRoots rightRoots = application.execute(right);
    assertThat(leftRoots).isNotEqualTo(rightRoots);
    application.commit(right.id());
    assertThat(application.committedLayer().root()).isEqualTo(rightRoots.stateRoot());
    assertThatThrownBy(() -> application.commit(left.id()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> application.execute(child(left, gate + 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(application().execute(right)).isEqualTo(rightRoots);
  }

  @Test
  void a_chain_of_speculative_blocks_is_committed_in_order_of_height_alone() {
    Block first = child(genesis, gate, fixture.books(0)[0]);
    Block second = child(first, gate + 1, fixture.books(0)[1], fixture.books(0)[2]);
    application.execute(first);
    ExecutionRoots roots = application.execute(second);
    assertThatThrownBy(() -> application.commit(second.id()))
        .isInstanceOf(IllegalStateException.class);
    var fresh = application();
    fresh.execute(first);
    assertThat(fresh.execute(second)).isEqualTo(roots);
    fresh.commit(first.id());
    fresh.commit(second.id());
    assertThat(fresh.committedLayer().root()).isEqualTo(roots.stateRoot());
    assertThat(fresh.takeCommitted(1))
        .extracting(block -> block.header().height())
        .containsExactly(1L);
    assertThat(fresh.takeCommitted(1)).isEmpty();
    assertThat(fresh.takeCommitted())
        .extracting(block -> block.header().height())
        .containsExactly(2L);
    assertThat(fresh.takeCommitted()).isEmpty();
  }

  @Test
  void four_validators_come_to_the_same_roots_and_outcomes_for_a_doctored_clearing() {
    byte[] doctored = fixture.clearing(Clearings.congested(0, Hash.ZERO));
    Block books = child(genesis, gate, fixture.books(0));
    Block clearing = child(books, gate + 1, doctored);
    ExecutionRoots expected = null;
    for (int k = 0; k < 4; k++) {
      LedgerApplication validator = application();
      ExecutionRoots before = validator.execute(books);
      ExecutionRoots after = validator.execute(clearing);
      assertThat(after.stateRoot()).isEqualTo(before.stateRoot());
      assertThat(expected == null || expected.equals(after)).isTrue();
      expected = after;
      validator.commit(books.id());
      validator.commit(clearing.id());
      assertThat(validator.takeCommitted().getLast().outcomes())
          .singleElement()
          .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(OutcomeCode.WRONG_BOOKS));
    }
  }

  @Test
  void a_block_is_wanted_when_a_deadline_passes_and_transactions_that_came_too_late_are_not() {
    Block books = child(genesis, gate, fixture.books(0)[0]);
    application.execute(books);
    long deadline = fixture.genesis().parameters().schedule().bookDeadlineMillis(0);
    assertThat(application.wantsBlock(genesis.id(), deadline + 1)).isFalse();
    assertThat(application.wantsBlock(books.id(), deadline)).isFalse();
    assertThat(application.wantsBlock(books.id(), deadline + 1)).isTrue();
    assertThat(application.mayTakeEffect(fixture.books(0)[0])).isTrue();
    application.commit(books.id());
    assertThat(application.mayTakeEffect(fixture.books(0)[0])).isFalse();
    assertThat(application.mayTakeEffect(fixture.books(0)[1])).isTrue();
    assertThat(application.mayTakeEffect(new byte[] {1})).isFalse();
  }

  @Test
  void a_book_that_came_before_its_gate_closed_may_be_ordered_again_and_counts_then() {
    byte[] book = fixture.books(0)[0];
    Block early = child(genesis, gate - 1, book, new byte[] {1});
    application.execute(early);
    application.commit(early.id());
    assertThat(application.takeCommitted().getLast().outcomes().getFirst().code())
        .isEqualTo(OutcomeCode.GATE_OPEN);
    assertThat(application.tooEarly())
        .as("what is malformed stays so")
        .containsExactly(TransactionPool.idOf(book));

    Block inTime = child(early, gate, book);
    application.execute(inTime);
    application.commit(inTime.id());

    assertThat(application.takeCommitted().getLast().outcomes().getFirst().accepted()).isTrue();
    assertThat(application.tooEarly()).isEmpty();
  }

  /** The book deadline passes above the last block: in the next epoch, not in this one. */
  @Test
  void above_the_last_block_of_an_epoch_nothing_changes_on_a_restored_state_either() {
    ValidatorSet next = Validators.set(2, "validator-0", "validator-1", "validator-2");
    byte[] change =
        Validators.change(fixture.genesis().chainId(), fixture.genesis().validators(), next, 4);
    Block scheduling = child(genesis, gate, fixture.books(0)[0], change);
    Block last = child(scheduling, gate + 1, next.hash());
    Block above = child(last, fixture.genesis().parameters().schedule().bookDeadlineMillis(0) + 1);
    application.execute(scheduling);
    ExecutionRoots roots = application.execute(last);
    application.commit(scheduling.id());
    application.commit(last.id());
    assertThat(application.takeCommitted())
        .extracting(CommittedBlock::nextValidators)
        .containsExactly(Optional.empty(), Optional.of(next));

    LedgerApplication restored = application();
    restored.restore(
        ExecutedHeader.of(last, roots), application.stateAfter(last.id()).orElseThrow());

    assertThat(application.execute(above).stateRoot()).isEqualTo(roots.stateRoot());
    assertThat(restored.execute(above)).isEqualTo(application.execute(above));
  }
}
