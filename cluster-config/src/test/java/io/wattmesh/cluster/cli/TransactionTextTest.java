package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.explore.GasStep;
import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A call as the explorer shows it. */
class TransactionTextTest {
  private static final ParticipantId ANN = new ParticipantId("ann");
  private static final BlockHeader BLOCK =
      new BlockHeader(
          1,
          9,
          7,
          Hash.ZERO,
          0,
          1_800_000_000_000L,
          Hash.ZERO,
          Hash.ZERO,
          Hash.ZERO,
          Hash.ZERO,
          Hash.ZERO);

  private static TransactionView call() {
    var transfer = new Transfer(new ParticipantId("bob"), 7, new byte[0]);
    SignedEnvelope envelope =
        new SigningContext(Hash.ZERO, 1)
            .sign(
                MessageType.CALL,
                ANN.value(),
                transfer.call(3).toBytes(),
                DemoKeys.derive(1, ANN.value()));
    Hash id = Sha256.of(envelope.toBytes());
    var receipt =
        new CallReceipt(
            id,
            ANN,
            "payment-token",
            "transfer",
            10_000,
            4_012,
            8_024,
            new byte[] {1, -1},
            List.of(new ContractEvent("payment-token", "transfer", List.of("ann", "bob", "7"))));
    return new TransactionView(
        BLOCK,
        2,
        envelope.toBytes().length,
        Optional.of(envelope),
        new Outcome(id, OutcomeCode.ACCEPTED, 0, receipt.hash(), ""),
        Optional.of(receipt),
        List.of(),
        OptionalInt.of(2),
        List.of(new GasStep("check signature", "ann", 3_000), new GasStep("event", "e", 4)));
  }

  private static TransactionView unreadable() {
    return new TransactionView(
        BLOCK,
        0,
        5,
        Optional.empty(),
        new Outcome(Hash.ZERO, OutcomeCode.MALFORMED, 0, "no envelope"),
        Optional.empty(),
        List.of(),
        OptionalInt.empty(),
        List.of());
  }

  private static String text(TransactionView view) {
    var text = new StringWriter();
    TransactionText.print(new PrintWriter(text, true), view, true);
    return text.toString();
  }

  @Test
  void aCallIsShownWithWhatItUsedPaidGaveAndTold() {
    assertThat(text(call()))
        .contains("call of payment-token transfer, nonce 3")
        .contains("called in version 2")
        .contains("4,012 of 10,000")
        .contains("0.008024 tokens")
        .contains("01ff")
        .contains("transfer: ann, bob, 7")
        .containsPattern("sum +3,004");
  }

  @Test
  void jsonHasTheSame() {
    Map<String, Object> json = TransactionJson.of(call(), true);
    assertThat(json).containsEntry("kind", "call").containsEntry("signer", "ann");
    assertThat(json.get("receipt").toString()).contains("gasUsed=4012", "result=01ff");
    assertThat(json.get("call").toString()).contains("nonce=3", "version=2", "method=transfer");
    assertThat((List<?>) json.get("gasSteps")).hasSize(2);
  }

  @Test
  void whateverBytesTheLogOrderedAreShown() {
    assertThat(text(unreadable())).contains("unreadable, 5 bytes", "MALFORMED (1): no envelope");
    assertThat(TransactionJson.of(unreadable(), false)).containsEntry("signer", null);
    assertThat(TransactionRole.of(unreadable(), ANN)).isEqualTo(TransactionRole.NONE);
    assertThat(TransactionRole.of(call(), ANN)).isEqualTo(TransactionRole.SIGNER);
  }
}
