package io.wattmesh.ledger.contract.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.PersonalRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-34")
class PersonalRecordAnchorTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private long millis = run.schedule().gateClosureMillis(0) - 100_000;
  private long nonce;

  private static Hash commitment(int salt) {
    byte[] salts = new byte[PersonalRecord.SALT_BYTES];
    salts[0] = (byte) salt;
    return new PersonalRecord(salts, new byte[] {1, 2, 3}).commitment();
  }

  private Executed call(String who, String method, byte... arguments) {
    var call = new Call(++nonce, PersonalRecords.CONTRACT, method, arguments);
    return run.block(++millis, fixture.call(who, call));
  }

  private Executed anchor(String who, Hash commitment) {
    return call(who, PersonalRecords.ANCHOR, PersonalRecords.toBytes(commitment));
  }

  private Optional<Hash> kept(String who) {
    var key = StateKey.contract(PersonalRecords.CONTRACT, PersonalRecords.stateKey(who));
    return run.state().layer().get(key).map(Hash::of);
  }

  private static OutcomeCode code(Executed executed) {
    return executed.outcomes().getFirst().code();
  }

  @Test
  void a_participants_commitment_is_kept_replaced_and_taken_out_by_itself() {
    Executed anchored = anchor("gen-1", commitment(1));
    assertThat(code(anchored)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(anchored.receipts().getFirst().gasUsed()).isEqualTo(3_000 + 2 + 500 + 4);
    assertThat(anchored.receipts().getFirst().events().getFirst().values())
        .isEqualTo(List.of("gen-1", commitment(1).hex()));
    anchor("load-2", commitment(2));
    anchor("gen-1", commitment(3));
    assertThat(kept("gen-1")).contains(commitment(3));
    assertThat(kept("load-2")).contains(commitment(2));

    Executed withdrawn = call("gen-1", PersonalRecords.WITHDRAW);
    assertThat(withdrawn.receipts().getFirst().gasUsed()).isEqualTo(3_000 + 2 + 2 + 4);
    assertThat(kept("gen-1")).isEmpty();
    assertThat(kept("load-2")).contains(commitment(2));
  }

  @Test
  void anybody_can_read_whose_commitment_is_there() {
    anchor("gen-1", commitment(1));
    byte[] owner = new BalanceOf(new ParticipantId("gen-1")).toBytes();
    Executed read = call("load-2", PersonalRecords.COMMITMENT_OF, owner);
    assertThat(read.receipts().getFirst().result()).isEqualTo(commitment(1).bytes());
    byte[] nobody = new BalanceOf(new ParticipantId("load-3")).toBytes();
    Executed none = call("load-2", PersonalRecords.COMMITMENT_OF, nobody);
    assertThat(none.receipts().getFirst().result()).isEmpty();
  }

  @Test
  void other_methods_arguments_and_callers_are_refused() {
    assertThat(code(call("gen-1", PersonalRecords.ANCHOR, (byte) 1)))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertThat(code(call("gen-1", PersonalRecords.WITHDRAW, (byte) 1)))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertThat(code(call("gen-1", "read-data"))).isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(code(anchor("agg-1", commitment(1)))).isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    assertThat(kept("gen-1")).isEmpty();
  }
}
