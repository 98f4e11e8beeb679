package io.wattmesh.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.BatchTransfer.Payment;
import io.wattmesh.proto.contract.DifferenceContract.Congestion;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallCodecTest {
  private static final ParticipantId BOB = new ParticipantId("bob");
  private static final Transfer TRANSFER = new Transfer(BOB, 7, new byte[] {1, 2});
  private static final ParticipantId ANN = new ParticipantId("ann");
  private static final Trade TRADE = new Trade(ANN, BOB, 7, 8, 9);
  private static final BatchTransfer BATCH =
      new BatchTransfer(List.of(new Payment(ANN, 0), new Payment(BOB, 7)), new byte[] {4});
  private static final Call CALL = TRANSFER.call(3);

  private static void assertEveryCutAndEveryLeftOverIsRefused(
      byte[] bytes, Function<byte[], ?> read) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read.apply(cut)).isInstanceOf(MalformedBytesException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> read.apply(longer)).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void callsAndTransfersAreReadBackAsTheyWereWritten() {
    Call read = Call.ofBytes(CALL.toBytes());

    assertThat(read.nonce()).isEqualTo(3);
    assertThat(read.contract()).isEqualTo("payment-token");
    assertThat(read.method()).isEqualTo("transfer");
    assertThat(read.toBytes()).isEqualTo(CALL.toBytes());
    Transfer transfer = Transfer.ofBytes(read.arguments());
    assertThat(transfer.to()).isEqualTo(BOB);
    assertThat(transfer.amount()).isEqualTo(7);
    assertThat(transfer.memo()).containsExactly(1, 2);
    assertThat(read.gasLimit()).isEqualTo(Call.DEFAULT_GAS_LIMIT);
    assertThat(Call.ofBytes(new Call(1, 4_524, "a", "b", new byte[0]).toBytes()).gasLimit())
        .isEqualTo(4_524);
    assertThat(Approve.ofBytes(new Approve(BOB, 5).toBytes())).isEqualTo(new Approve(BOB, 5));
    assertThat(TransferFrom.ofBytes(new TransferFrom(ANN, BOB, 5).toBytes()))
        .isEqualTo(new TransferFrom(ANN, BOB, 5));
    BatchTransfer batch = BatchTransfer.ofBytes(BATCH.toBytes());
    assertThat(batch.payments()).isEqualTo(BATCH.payments());
    assertThat(batch.memo()).containsExactly(4);
    assertThat(Burn.ofBytes(new Burn(5, new byte[] {6}).toBytes()).memo()).containsExactly(6);
    assertThat(BalanceOf.ofBytes(new BalanceOf(BOB).toBytes())).isEqualTo(new BalanceOf(BOB));
    assertThat(AllowanceOf.ofBytes(new AllowanceOf(ANN, BOB).toBytes()))
        .isEqualTo(new AllowanceOf(ANN, BOB));
    var commitment = new CommitmentId(4, ANN);
    var transferred = new TransferCommitment(ANN, BOB, commitment);
    assertThat(TransferCommitment.ofBytes(transferred.toBytes())).isEqualTo(transferred);
    for (Optional<ParticipantId> approved :
        List.of(Optional.of(BOB), Optional.<ParticipantId>empty())) {
      var approval = new ApproveCommitment(commitment, approved);
      assertThat(ApproveCommitment.ofBytes(approval.toBytes())).isEqualTo(approval);
    }
    assertThat(ApproveAll.ofBytes(new ApproveAll(BOB, true).toBytes()))
        .isEqualTo(new ApproveAll(BOB, true));
    assertThatThrownBy(() -> new CommitmentId(-1, ANN)).hasMessageContaining("this is -1");
    assertThat(Trade.ofBytes(TRADE.toBytes())).isEqualTo(TRADE);
    assertThat(SettleTrade.ofBytes(new SettleTrade(BOB, 3).toBytes()))
        .isEqualTo(new SettleTrade(BOB, 3));
  }

  @Test
  void aBatchHasOneToSixtyFourPayeesEachOnce() {
    List<Payment> most =
        IntStream.range(100, 164)
            .mapToObj(k -> new Payment(new ParticipantId("p-" + k), k))
            .toList();
    byte[] largest = new BatchTransfer(most, new byte[Transfer.MAX_MEMO_BYTES]).toBytes();
    assertThat(BatchTransfer.ofBytes(largest).payments()).isEqualTo(most);
    var oneMore = new ArrayList<>(most);
    oneMore.add(new Payment(new ParticipantId("p-164"), 1));
    byte[] none = new byte[0];
    assertThatThrownBy(() -> new BatchTransfer(oneMore, none)).hasMessageContaining("not 65");
    assertThatThrownBy(() -> new BatchTransfer(List.of(), none)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new BatchTransfer(most, new byte[4_097])).hasMessageContaining("4097");
    for (ParticipantId second : List.of(ANN, BOB)) {
      var payments = List.of(new Payment(BOB, 1), new Payment(second, 1));
      assertThatThrownBy(() -> new BatchTransfer(payments, none)).hasMessageContaining("rise");
    }
    assertThatThrownBy(() -> new Payment(ANN, -1)).hasMessageContaining("not -1");
  }

  @Test
  void everyCutAndEveryLeftOverIsRefused() {
    assertEveryCutAndEveryLeftOverIsRefused(CALL.toBytes(), Call::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(TRANSFER.toBytes(), Transfer::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(new Approve(BOB, 5).toBytes(), Approve::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new TransferFrom(ANN, BOB, 5).toBytes(), TransferFrom::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(BATCH.toBytes(), BatchTransfer::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(new Burn(5, new byte[3]).toBytes(), Burn::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(new BalanceOf(BOB).toBytes(), BalanceOf::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new AllowanceOf(ANN, BOB).toBytes(), AllowanceOf::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(TRADE.toBytes(), Trade::ofBytes);
    var commitment = new CommitmentId(4, ANN);
    assertEveryCutAndEveryLeftOverIsRefused(commitment.toBytes(), CommitmentId::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new TransferCommitment(ANN, BOB, commitment).toBytes(), TransferCommitment::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new ApproveCommitment(commitment, Optional.of(BOB)).toBytes(), ApproveCommitment::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new ApproveAll(BOB, true).toBytes(), ApproveAll::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(
        new SettleTrade(BOB, 3).toBytes(), SettleTrade::ofBytes);
  }

  @Test
  void limitsAreKept() {
    String longest = "a".repeat(48);
    var most = new Call(Long.MAX_VALUE, longest, longest, new byte[Call.MAX_ARGUMENTS_BYTES]);
    assertThat(most.toBytes().length).isLessThanOrEqualTo(MessageType.CALL.maxPayloadBytes());
    assertThat(Call.ofBytes(most.toBytes()).nonce()).isEqualTo(Long.MAX_VALUE);
    new Transfer(BOB, 1, new byte[Transfer.MAX_MEMO_BYTES]);

    assertThatThrownBy(() -> new Call(0, "a", "b", new byte[0])).hasMessageContaining("Nonces");
    for (String name : new String[] {"", "a".repeat(49), "A", "-a", "a.b", "ä"}) {
      assertThatThrownBy(() -> new Call(1, name, "b", new byte[0])).hasMessageContaining("name");
      assertThatThrownBy(() -> new Call(1, "a", name, new byte[0])).hasMessageContaining("name");
    }
    assertThatThrownBy(() -> new Call(1, "a", "b", new byte[Call.MAX_ARGUMENTS_BYTES + 1]))
        .hasMessageContaining("61440");
    new Transfer(BOB, 0, new byte[0]);
    assertThatThrownBy(() -> new Transfer(BOB, -1, new byte[0])).hasMessageContaining("not -1");
    assertThatThrownBy(() -> new Approve(BOB, -1)).hasMessageContaining("not -1");
    assertThatThrownBy(() -> new TransferFrom(ANN, BOB, -1)).hasMessageContaining("not -1");
    assertThatThrownBy(() -> new Burn(-1, new byte[0])).hasMessageContaining("not -1");
    assertThatThrownBy(() -> new Burn(1, new byte[Transfer.MAX_MEMO_BYTES + 1]))
        .hasMessageContaining("4097");
    assertThatThrownBy(() -> new Trade(BOB, BOB, 1, 1, 1)).hasMessageContaining("itself");
    assertThatThrownBy(() -> new Trade(ANN, BOB, 0, 1, 1)).hasMessageContaining("nonce (0)");
    assertThatThrownBy(() -> new Trade(ANN, BOB, 1, 0, 1)).hasMessageContaining("(0 J)");
    assertThatThrownBy(() -> new Trade(ANN, BOB, 1, 1, -1)).hasMessageContaining("(-1)");
    assertThatThrownBy(() -> new SettleTrade(BOB, 0)).hasMessageContaining("this is 0");
    for (long limit : new long[] {Call.MIN_GAS_LIMIT - 1, Call.MAX_GAS_LIMIT + 1, -1}) {
      assertThatThrownBy(() -> new Call(1, limit, "a", "b", new byte[0]))
          .hasMessageContaining("this is %d", limit);
    }
    assertThatThrownBy(() -> new Transfer(BOB, 1, new byte[Transfer.MAX_MEMO_BYTES + 1]))
        .hasMessageContaining("4097");
  }

  @Test
  void whatIsHandedOutCanBeChangedWithoutHarm() {
    CALL.arguments()[0] ^= 1;
    TRANSFER.memo()[0] ^= 1;

    assertThat(CALL.arguments()).isEqualTo(TRANSFER.toBytes());
    assertThat(TRANSFER.memo()).containsExactly(1, 2);
  }

  private static final Hash REFERENCE = Sha256.of(new byte[] {9});
  private static final DifferenceContract DIFFERENCE =
      new DifferenceContract(ANN, BOB, 7, 8, 9, -10, Congestion.SHARED);

  @Test
  void whatCreditNeedsIsReadBackAsItWasWrittenAndNothingElseIs() {
    var issue = new Issue(BOB, 5, REFERENCE);
    assertThat(Issue.ofBytes(issue.toBytes())).isEqualTo(issue);
    assertEveryCutAndEveryLeftOverIsRefused(issue.toBytes(), Issue::ofBytes);
    var redemption = new Redemption(BOB, 6, REFERENCE);
    assertThat(Redemption.ofBytes(redemption.toBytes())).isEqualTo(redemption);
    assertEveryCutAndEveryLeftOverIsRefused(redemption.toBytes(), Redemption::ofBytes);
    assertThat(Deposit.ofBytes(new Deposit(7).toBytes())).isEqualTo(new Deposit(7));
    assertEveryCutAndEveryLeftOverIsRefused(new Deposit(7).toBytes(), Deposit::ofBytes);
    var topUp = new Bonds.TopUp(new ParticipantId("agg-3"), 9);
    assertThat(Bonds.TopUp.ofBytes(topUp.toBytes())).isEqualTo(topUp);
    assertEveryCutAndEveryLeftOverIsRefused(topUp.toBytes(), Bonds.TopUp::ofBytes);
    var retire = new Retire(8, REFERENCE);
    assertThat(Retire.ofBytes(retire.toBytes())).isEqualTo(retire);
    assertEveryCutAndEveryLeftOverIsRefused(retire.toBytes(), Retire::ofBytes);
    var ofOrigin = new OfOrigin("solar", new byte[] {1, 2});
    assertThat(OfOrigin.ofBytes(ofOrigin.toBytes()).attribute()).isEqualTo("solar");
    assertThat(OfOrigin.ofBytes(ofOrigin.toBytes()).arguments()).containsExactly(1, 2);
    assertEveryCutAndEveryLeftOverIsRefused(ofOrigin.toBytes(), OfOrigin::ofBytes);
    for (Congestion congestion : Congestion.values()) {
      var terms = new DifferenceContract(ANN, BOB, 7, 8, 9, -10, congestion);
      assertThat(DifferenceContract.ofBytes(terms.toBytes())).isEqualTo(terms);
    }
    assertEveryCutAndEveryLeftOverIsRefused(DIFFERENCE.toBytes(), DifferenceContract::ofBytes);
    var cancel = new CancelContracts(3);
    assertThat(CancelContracts.ofBytes(cancel.toBytes())).isEqualTo(cancel);
    assertEveryCutAndEveryLeftOverIsRefused(cancel.toBytes(), CancelContracts::ofBytes);
  }

  @Test
  void whatCreditNeedsKeepsItsLimits() {
    for (long amount : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> new Issue(BOB, amount, REFERENCE)).hasMessageContaining("above 0");
      assertThatThrownBy(() -> new Redemption(BOB, amount, REFERENCE))
          .hasMessageContaining("above 0");
      assertThatThrownBy(() -> new Deposit(amount)).hasMessageContaining("above 0");
      assertThatThrownBy(() -> new Bonds.TopUp(new ParticipantId("agg-3"), amount))
          .hasMessageContaining("above 0");
      assertThatThrownBy(() -> new Retire(amount, REFERENCE)).hasMessageContaining("above 0");
    }
    for (String attribute : new String[] {"", "Solar", "-a", "a.b", "a".repeat(25)}) {
      assertThatThrownBy(() -> new OfOrigin(attribute, new byte[0]))
          .hasMessageContaining("attribute");
    }
    assertThatThrownBy(() -> new OfOrigin("a", new byte[8 * 1024 + 1]))
        .hasMessageContaining("8193");
    assertThatThrownBy(() -> new CancelContracts(-1)).hasMessageContaining("this is -1");
    assertThatThrownBy(() -> difference(BOB, 1, 0, 1, 1)).hasMessageContaining("itself");
    assertThatThrownBy(() -> difference(ANN, 0, 0, 1, 1)).hasMessageContaining("nonce (0)");
    assertThatThrownBy(() -> difference(ANN, 1, -1, 1, 1)).hasMessageContaining("interval (-1)");
    assertThatThrownBy(() -> difference(ANN, 1, 0, 0, 1)).hasMessageContaining("(0 J)");
    long most = MeterReading.MAX_ENERGY_JOULES;
    difference(ANN, 1, 0, most, 1_000_000_000_000L);
    assertThatThrownBy(() -> difference(ANN, 1, 0, most + 1, 1)).hasMessageContaining("J)");
    for (long price : new long[] {1_000_000_000_001L, -1_000_000_000_001L, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> difference(ANN, 1, 0, 1, price)).hasMessageContaining("price");
    }
    byte[] bytes = DIFFERENCE.toBytes();
    bytes[bytes.length - 1] = 3;
    assertThatThrownBy(() -> DifferenceContract.ofBytes(bytes))
        .isInstanceOf(MalformedBytesException.class);
  }

  private static DifferenceContract difference(
      ParticipantId buyer, long nonce, long interval, long joules, long price) {
    return new DifferenceContract(buyer, BOB, nonce, interval, joules, price, Congestion.BUYER);
  }

  @Test
  void theReferenceOfADifferenceIsThePriceOfWhomeverCongestionSpares() {
    assertThat(Congestion.BUYER.referenceMicros(15, 10)).isEqualTo(10);
    assertThat(Congestion.SELLER.referenceMicros(15, 10)).isEqualTo(15);
    assertThat(Congestion.SHARED.referenceMicros(15, 10)).isEqualTo(12);
    assertThat(Congestion.SHARED.referenceMicros(-15, 10)).isEqualTo(-3);
  }
}
