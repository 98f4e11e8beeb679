package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.RandomCalls;
import io.wattmesh.ledger.explore.AccountHistory;
import io.wattmesh.ledger.explore.CommitmentView;
import io.wattmesh.ledger.explore.GasStep;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.Movement;
import io.wattmesh.ledger.explore.SettlementBook;
import io.wattmesh.ledger.explore.StatementAmounts;
import io.wattmesh.ledger.explore.StatementLine;
import io.wattmesh.ledger.explore.TokenHolders;
import io.wattmesh.ledger.explore.TransactionLog;
import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.CommitmentId;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.TransferCommitment;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chain with an interval that is cleared and settled, calls of every kind that cost gas, and an
 * award that another owns at settlement, as its explorer shows it.
 */
class ExplorerTest {
  private static final ParticipantId GEN_3 = new ParticipantId("gen-3");
  private static final ParticipantId LOAD_3 = new ParticipantId("load-3");
  private static final long GAS_PRICE = 2;
  private static final int FLIPS = 15;
  private static LedgerFixture fixture;
  @TempDir private static Path folder;

  @BeforeAll
  static void makeChain() throws IOException {
    var draft = new GenesisDraft();
    draft.fees = new ContractFees(GAS_PRICE, 12_345);
    fixture = LedgerFixture.of(draft);
    var calls = new RandomCalls(fixture, RandomGeneratorFactory.of("L64X128MixRandom").create(17));
    var sold = new TransferCommitment(GEN_3, LOAD_3, new CommitmentId(0, GEN_3)).toBytes();
    List<byte[]> booked = Stream.generate(calls::next).limit(30).toList();
    var cleared = new ArrayList<>(Stream.generate(calls::next).limit(120).toList());
    cleared.add(calls.honest("gen-3", Commitments.CONTRACT, Commitments.TRANSFER_FROM, sold));
    List<byte[]> settled = Stream.generate(calls::next).limit(120).toList();
    SettledChain.exportOfBatches(fixture, folder, booked, cleared, settled);
  }

  private static LedgerReplay.End replay(
      long through, StepWatch watch, Consumer<LedgerAudit.Replayed> follower) throws IOException {
    return LedgerReplay.run(LedgerExport.open(folder), fixture.genesis(), through, watch, follower);
  }

  private static long tip() throws IOException {
    return LedgerExport.open(folder).proof().committedHeight();
  }

  private static List<ParticipantId> accounts() {
    return Stream.concat(
            RandomCalls.PARTICIPANTS.stream().map(ParticipantId::new),
            LedgerState.SYSTEM_ACCOUNTS.stream())
        .toList();
  }

  private static AccountHistory.Statement statement(ParticipantId id, long from, long to)
      throws IOException {
    var history = new AccountHistory(fixture.genesis(), id, from);
    replay(to, history.watch(), history::follow);
    return history.statement();
  }

  @Test
  @Tag("seed-18")
  void the_replay_leads_to_the_roots_that_the_audit_found() throws IOException {
    var roots = new HashMap<Long, Hash>();
    LedgerAudit.check(
        LedgerExport.open(folder),
        replayed -> roots.put(replayed.block().header().height(), replayed.executed().stateRoot()));
    var seen = new HashMap<Long, Hash>();

    LedgerReplay.End end =
        replay(
            LedgerReplay.EVERYTHING,
            StepWatch.NONE,
            replayed ->
                seen.put(replayed.block().header().height(), replayed.executed().stateRoot()));

    assertThat(seen).isEqualTo(roots).hasSize((int) tip());
    assertThat(end.tip().height()).isEqualTo(tip());
    assertThat(end.layer().root()).isEqualTo(roots.get(tip()));
  }

  @Test
  void a_replay_up_to_a_height_executes_no_more() throws IOException {
    var heights = new ArrayList<Long>();
    LedgerReplay.End end =
        replay(3, StepWatch.NONE, replayed -> heights.add(replayed.block().header().height()));
    assertThat(heights).containsExactly(1L, 2L, 3L);
    assertThat(end.tip().height()).isEqualTo(tip());
  }

  @Test
  void whatever_byte_of_the_export_is_flipped_nothing_else_is_ever_shown(@TempDir Path copy)
      throws IOException {
    var good = new HashMap<Long, Hash>();
    replay(
        LedgerReplay.EVERYTHING,
        StepWatch.NONE,
        replayed -> good.put(replayed.block().header().height(), replayed.executed().stateRoot()));
    for (String name : List.of(LedgerExport.GENESIS, LedgerExport.BLOCKS, LedgerExport.PROOF)) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
    int found = 0;
    for (String name : List.of(LedgerExport.BLOCKS, LedgerExport.PROOF)) {
      byte[] bytes = Files.readAllBytes(copy.resolve(name));
      for (int k = 0; k < FLIPS; k++) {
        byte[] bad = bytes.clone();
        int at = (int) ((long) k * bytes.length / FLIPS) + k % 7;
        bad[at] ^= (byte) (1 << k % 8);
        Files.write(copy.resolve(name), bad);
        found += isRefusedOrShowsTheSame(copy, good) ? 1 : 0;
      }
      Files.write(copy.resolve(name), bytes);
    }
    assertThat(found).as("flips that are found").isGreaterThan(FLIPS);
  }

  /** Certificates beside blocks are no part of what is shown: flips there may pass. */
  private static boolean isRefusedOrShowsTheSame(Path copy, Map<Long, Hash> good)
      throws IOException {
    try {
      LedgerReplay.run(
          LedgerExport.open(copy),
          fixture.genesis(),
          LedgerReplay.EVERYTHING,
          StepWatch.NONE,
          replayed ->
              assertThat(replayed.executed().stateRoot())
                  .isEqualTo(good.get(replayed.block().header().height())));
      return false;
    } catch (AuditFailedException e) {
      return true;
    }
  }

  @Test
  void an_account_is_what_it_was_at_each_height_and_its_movements_add_up() throws IOException {
    var states = new HashMap<Long, Map<ParticipantId, Account>>();
    replay(
        LedgerReplay.EVERYTHING,
        StepWatch.NONE,
        replayed -> {
          var held = new HashMap<ParticipantId, Account>();
          accounts().forEach(id -> held.put(id, replayed.executed().state().account(id)));
          states.put(replayed.block().header().height(), held);
        });
    var causes = new TreeSet<String>();
    for (ParticipantId id : accounts()) {
      for (long from : new long[] {0, tip() / 2}) {
        for (long to : new long[] {tip() / 2, tip()}) {
          AccountHistory.Statement statement = statement(id, from, to);
          assertThat(statement.closing()).isEqualTo(states.get(to).get(id));
          if (from > 0) {
            assertThat(statement.opening()).isEqualTo(states.get(from).get(id));
          }
          long micros = statement.opening().balanceMicros();
          for (Movement movement : statement.movements()) {
            micros += movement.balanceMicros();
            causes.add(movement.cause());
          }
          assertThat(micros).isEqualTo(statement.closing().balanceMicros());
        }
      }
    }
    assertThat(causes)
        .contains(
            Movement.AWARD,
            Movement.AWARD_TRANSFERRED,
            Movement.DEVIATION,
            Movement.CREDITS,
            Movement.RELEASE,
            Movement.ROUNDING,
            Movement.GAS_FEE,
            "bid-book",
            "call payment-token transfer")
        .doesNotContain("settlement-other", Movement.DEADLINE);
  }

  private static SettlementBook book(long from, long to) throws IOException {
    var book =
        new SettlementBook(
            fixture.genesis(), from, to, interval -> "period " + interval / 2, id -> true);
    replay(LedgerReplay.EVERYTHING, book.watch(), book::follow);
    return book;
  }

  @Test
  @Tag("seed-27")
  void all_accounts_together_are_owed_exactly_nothing() throws IOException {
    SettlementBook book = book(0, Long.MAX_VALUE);
    SortedMap<String, SortedMap<ParticipantId, StatementAmounts>> nets = book.nets();
    StatementAmounts sum = StatementAmounts.NONE;
    var net = new HashMap<ParticipantId, Long>();
    for (var period : nets.values()) {
      for (var entry : period.entrySet()) {
        sum = sum.plus(entry.getValue());
        net.merge(entry.getKey(), entry.getValue().netMicros(), Long::sum);
      }
    }
    assertThat(sum.paymentMicros()).isZero();
    assertThat(sum.deviationMicros()).isZero();
    assertThat(sum.feesMicros()).isZero();
    assertThat(sum.transfersMicros()).isZero();
    assertThat(sum.netMicros()).isZero();
    for (ParticipantId id : accounts()) {
      AccountHistory.Statement statement = statement(id, 0, tip());
      assertThat(net.getOrDefault(id, 0L))
          .as(id.value())
          .isEqualTo(statement.closing().balanceMicros() - statement.opening().balanceMicros());
    }
    assertThat(net.keySet()).containsAll(LedgerState.SYSTEM_ACCOUNTS);
  }

  @Test
  void each_line_stands_under_the_settlement_root_of_its_interval() throws IOException {
    var roots = new HashMap<Long, Hash>();
    var leaves = new HashMap<Long, List<byte[]>>();
    replay(
        LedgerReplay.EVERYTHING,
        StepWatch.NONE,
        replayed ->
            replayed.executed().events().stream()
                .filter(LedgerEvent.IntervalSettled.class::isInstance)
                .map(LedgerEvent.IntervalSettled.class::cast)
                .forEach(
                    settled -> {
                      leaves.put(
                          settled.interval(),
                          settled.statements().stream().map(SettlementStatement::toBytes).toList());
                      roots.put(
                          settled.interval(),
                          replayed
                              .executed()
                              .state()
                              .interval(settled.interval())
                              .orElseThrow()
                              .settlementRoot());
                    }));
    int traced = 0;
    for (StatementLine line : book(0, 0).lines()) {
      assertThat(line.interval()).isZero();
      assertThat(line.settlement().orElseThrow().root()).isEqualTo(roots.get(0L));
      if (line.statement().isPresent()) {
        byte[] leaf = line.statement().get().toBytes();
        int index = indexOf(leaves.get(0L), leaf);
        assertThat(MerkleTree.prove(leaves.get(0L), index).verify(leaf, roots.get(0L))).isTrue();
        assertThat(line.amounts().paymentMicros())
            .isEqualTo(line.statement().get().paymentMicros());
        assertThat(line.amounts().deviationMicros())
            .isEqualTo(line.statement().get().deviationMicros());
        assertThat(line.amounts().mintedJoules()).isEqualTo(line.statement().get().creditsJoules());
        traced++;
      }
    }
    assertThat(traced).isEqualTo(RandomCalls.PARTICIPANTS.size());
    assertThat(book(1, 5).lines()).noneMatch(line -> line.interval() == 0);
  }

  private static int indexOf(List<byte[]> leaves, byte[] leaf) {
    for (int k = 0; k < leaves.size(); k++) {
      if (Arrays.equals(leaves.get(k), leaf)) {
        return k;
      }
    }
    throw new AssertionError("The statement is none of the interval's.");
  }

  @Test
  void transactions_are_told_with_their_gas_step_by_step() throws IOException {
    var views = new ArrayList<TransactionView>();
    var log = new TransactionLog(views::add);
    replay(LedgerReplay.EVERYTHING, log, log::follow);
    Set<OutcomeCode> codes = new TreeSet<>();
    int outOfGas = 0;
    for (TransactionView view : views) {
      codes.add(view.outcome().code());
      if (view.receipt().isPresent()) {
        long steps = view.gas().stream().mapToLong(GasStep::gas).sum();
        long used = view.receipt().get().gasUsed();
        if (view.outcome().code() == OutcomeCode.OUT_OF_GAS) {
          assertThat(steps).as("the step that does not fit is not taken").isLessThan(used);
          outOfGas++;
        } else {
          assertThat(steps).isEqualTo(used);
        }
        assertThat(view.receipt().get().hash()).isEqualTo(view.outcome().receipt());
        assertThat(view.receipt().get().feeMicros()).isEqualTo(used * GAS_PRICE);
      }
    }
    assertThat(outOfGas).isPositive();
    assertThat(codes).contains(OutcomeCode.ACCEPTED, OutcomeCode.REPEATED, OutcomeCode.DUPLICATE);
    assertThat(views)
        .anySatisfy(
            view -> {
              assertThat(view.envelope().map(SignedEnvelope::type)).contains(MessageType.BID_BOOK);
              assertThat(view.events()).isNotEmpty();
            });
  }

  @Test
  void holders_add_up_to_the_supply() throws IOException {
    LedgerReplay.End end = replay(LedgerReplay.EVERYTHING, StepWatch.NONE, replayed -> {});
    var supply = new LedgerState(end.layer()).supply();
    assertThat(
            TokenHolders.ofPayment(end.layer()).holders().stream()
                .mapToLong(TokenHolders.Holder::held)
                .sum())
        .isEqualTo(supply.issuedMicros());
    assertThat(
            TokenHolders.ofCredits(end.layer()).holders().stream()
                .mapToLong(TokenHolders.Holder::held)
                .sum())
        .isEqualTo(supply.creditsJoules());
    assertThat(TokenHolders.ofPayment(end.layer()).holders())
        .extracting(TokenHolders.Holder::held)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void commitments_have_their_owners_until_they_are_settled() throws IOException {
    var sold = new ArrayList<CommitmentView>();
    replay(
        LedgerReplay.EVERYTHING,
        StepWatch.NONE,
        replayed ->
            CommitmentView.of(replayed.executed().state(), fixture.genesis(), 0).stream()
                .filter(view -> !view.owner().equals(view.participant()))
                .forEach(sold::add));
    assertThat(sold).isNotEmpty();
    assertThat(sold.getFirst().lockedMicros()).isPositive();
    LedgerReplay.End end = replay(LedgerReplay.EVERYTHING, StepWatch.NONE, replayed -> {});
    assertThat(CommitmentView.of(new LedgerState(end.layer()), fixture.genesis(), 0)).isEmpty();
  }

  @Test
  void what_is_no_chain_is_refused() {
    assertThatThrownBy(
            () ->
                LedgerReplay.run(
                    LedgerExport.open(folder),
                    LedgerFixture.uncongested().genesis(),
                    LedgerReplay.EVERYTHING,
                    StepWatch.NONE,
                    replayed -> {}))
        .as("its genesis has another chain id")
        .isInstanceOf(AuditFailedException.class);
  }
}
