package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.AccountRecord;
import io.wattmesh.proto.proof.LightClient;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.ReceiptVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chain whose validators change twice: the fourth leaves between an interval's books and its
 * clearing, and comes back after settlement.
 */
class EpochExportTest {
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();
  private static final Genesis GENESIS = FIXTURE.genesis();
  private static final ValidatorSet THREE =
      Validators.set(2, "validator-0", "validator-1", "validator-2");
  private static final ValidatorSet FOUR =
      Validators.set(3, "validator-0", "validator-1", "validator-2", "validator-3");

  private static final List<MemoryStore> STORES =
      Stream.generate(MemoryStore::new).limit(4).toList();
  @TempDir private static Path folder;
  private static ValidatorNet net;

  @BeforeAll
  static void run() throws IOException {
    net =
        SettledChain.make(
            FIXTURE,
            STORES,
            true,
            Validators.change(GENESIS.chainId(), GENESIS.validators(), THREE, 3));
    net.submit(Validators.change(GENESIS.chainId(), THREE, FOUR, 3));
    LedgerExport.write(STORES.get(3), GENESIS, folder);
  }

  private static LedgerExport export() {
    return LedgerExport.open(folder);
  }

  @Test
  void all_validators_the_one_that_left_included_have_the_same_chain() {
    for (MemoryStore store : STORES) {
      assertThat(store.epochs()).extracting(EpochChange::epoch).containsExactly(1L, 2L);
      assertThat(store.tip().orElseThrow().blockId())
          .isEqualTo(STORES.getFirst().tip().orElseThrow().blockId());
    }
    var state = new LedgerState(net.host(0).application.committedLayer());
    assertThat(state.validators()).contains(FOUR);
    assertThat(state.nextValidators()).isEmpty();
  }

  @Test
  void a_restarted_validator_is_in_the_same_epoch_at_the_same_state() {
    RecoveredLedger recovered = RecoveredLedger.read(STORES.get(3), GENESIS);

    assertThat(recovered.recovered().epochs()).hasSize(2);
    assertThat(recovered.application().committedLayer().root())
        .isEqualTo(net.host(0).application.committedLayer().root());
  }

  @Test
  void the_export_passes_its_audit_across_epochs() throws IOException {
    AuditReport report = LedgerAudit.check(export(), replayed -> {});

    assertThat(report.settledIntervals()).isEqualTo(1);
    assertThat(export().epochs().last(GENESIS.validators())).isEqualTo(THREE);
  }

  @Test
  void batches_before_and_after_a_change_are_audited_by_the_validators_of_their_epoch(
      @TempDir Path other) throws IOException {
    byte[] change = Validators.change(GENESIS.chainId(), GENESIS.validators(), THREE, 3);
    SettledChain.exportOfBatches(FIXTURE, other, change);
    var batchesByEpoch = new TreeMap<Long, Integer>();

    AuditReport report =
        LedgerAudit.check(
            LedgerExport.open(other),
            replayed ->
                batchesByEpoch.merge(
                    replayed.block().header().epoch(),
                    replayed.block().batches().size(),
                    Integer::sum));

    assertThat(report.settledIntervals()).isEqualTo(1);
    assertThat(batchesByEpoch.keySet()).containsExactly(GENESIS.validators().epoch(), 2L);
    assertThat(batchesByEpoch.values()).allMatch(count -> count > 0);
  }

  @Test
  void every_flipped_byte_of_the_epochs_fails_the_audit() throws IOException {
    Path file = folder.resolve(LedgerExport.EPOCHS);
    byte[] good = Files.readAllBytes(file);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    try {
      for (int flip = 0; flip < 60; flip++) {
        byte[] bad = good.clone();
        bad[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        assertThatThrownBy(() -> LedgerAudit.check(export(), replayed -> {}))
            .isInstanceOf(AuditFailedException.class)
            .hasMessageMatching("(?s)(epochs|end of epoch|block \\d+).*");
      }
      Files.delete(file);
      assertThatThrownBy(() -> LedgerAudit.check(export(), replayed -> {}))
          .hasMessageContaining("the end of epoch 1 before it is not proven");
    } finally {
      Files.write(file, good);
    }
  }

  @Test
  void a_receipt_of_a_later_epoch_leads_there_from_genesis() throws IOException {
    var builder = new ReceiptBuilder(GENESIS, 0);
    LedgerAudit.check(export(), builder::follow);
    builder.finish(export().proof(), export().epochs());
    Receipt receipt = builder.receipt(new ParticipantId("load-2")).orElseThrow();

    assertThat(receipt.epochs().changes()).hasSize(1);
    assertThat(ReceiptVerifier.refusal(Receipt.ofBytes(receipt.toBytes()))).isEmpty();
    assertThat(ReceiptVerifier.refusal(without(receipt)))
        .hasValueSatisfying(why -> assertThat(why).contains("epochs: they lead to epoch 1"));
  }

  private static Receipt without(Receipt receipt) {
    return new Receipt(
        receipt.chain(),
        EpochChanges.NONE,
        receipt.bid(),
        receipt.schedule(),
        receipt.opening(),
        receipt.bidInBook(),
        receipt.book(),
        receipt.bookInInterval(),
        receipt.price(),
        receipt.priceInClearing(),
        receipt.statement(),
        receipt.statementInInterval(),
        receipt.interval(),
        receipt.intervalInState(),
        receipt.headers(),
        receipt.certificate());
  }

  @Test
  void a_light_client_comes_from_the_chain_id_to_a_balance() {
    StateLayer state = net.host(0).application.committedLayer();
    var id = new ParticipantId("load-2");
    var account = new LedgerState(state).account(id);
    var record =
        new AccountRecord(
            account.balanceMicros(),
            account.lockedMicros(),
            account.creditsJoules(),
            account.lastNonce(),
            List.of());
    var client = new LightClient(GENESIS.chainId(), GENESIS.chain());

    client.advance(new EpochChanges(STORES.get(1).epochs()));

    assertThat(client.height()).isEqualTo(net.host(0).height());
    assertThat(client.account(id, Optional.of(record), state.prove(StateKey.account(id))))
        .contains(record);
    var nobody = new ParticipantId("nobody");
    assertThat(client.account(nobody, Optional.empty(), state.prove(StateKey.account(nobody))))
        .isEmpty();
  }
}
