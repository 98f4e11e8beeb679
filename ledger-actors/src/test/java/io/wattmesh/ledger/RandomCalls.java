package io.wattmesh.ledger;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;

import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.ApproveAll;
import io.wattmesh.proto.contract.ApproveCommitment;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.BatchTransfer;
import io.wattmesh.proto.contract.Burn;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CommitmentId;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferCommitment;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Calls of every kind: honest ones, repeated, out of order, overdrawn, malformed, short of gas. */
public final class RandomCalls {
  public static final List<String> PARTICIPANTS = List.of("gen-1", "load-2", "gen-3", "load-3");

  private static final List<String> METHODS =
      List.of(
          Tokens.TRANSFER,
          Tokens.TRANSFER,
          Tokens.APPROVE,
          Tokens.TRANSFER_FROM,
          Tokens.TRANSFER_FROM,
          Tokens.BURN,
          Tokens.BALANCE_OF,
          Tokens.ALLOWANCE,
          Tokens.TOTAL_SUPPLY,
          Tokens.BATCH_TRANSFER,
          "mint");

  private static final List<String> COMMITMENTS =
      List.of(
          Commitments.TRANSFER_FROM,
          Commitments.TRANSFER_FROM,
          Commitments.SAFE_TRANSFER_FROM,
          Commitments.APPROVE,
          Commitments.SET_APPROVAL_FOR_ALL,
          Commitments.IS_APPROVED_FOR_ALL,
          Commitments.OWNER_OF,
          Commitments.GET_APPROVED,
          Commitments.BALANCE_OF,
          "mint");

  private static final List<String> RECORDS =
      List.of(
          PersonalRecords.ANCHOR,
          PersonalRecords.ANCHOR,
          PersonalRecords.WITHDRAW,
          PersonalRecords.COMMITMENT_OF,
          "read-data");

  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private final List<byte[]> made = new ArrayList<>();
  private final List<Trade> trades = new ArrayList<>();
  private long highest;

  public RandomCalls(LedgerFixture fixture, RandomGenerator random) {
    this.fixture = fixture;
    this.random = random;
  }

  /** A call, often one that was made before, sometimes one that can't be carried out. */
  public byte[] next() {
    if (!made.isEmpty() && random.nextInt(6) == 0) {
      return made.get(random.nextInt(made.size()));
    }
    highest += random.nextInt(12) == 0 ? random.nextLong(300) : 1;
    long nonce = Math.max(1, highest - (random.nextInt(4) > 0 ? 0 : random.nextLong(300)));
    byte[] transaction =
        switch (random.nextInt(8)) {
          case 7 -> record(nonce);
          case 0, 1 -> trade(nonce);
          case 2, 3 -> commitment(nonce);
          default -> token(nonce);
        };
    made.add(transaction);
    return transaction;
  }

  /** This very call, under the next nonce. */
  public byte[] honest(String who, String contract, String method, byte[] arguments) {
    return fixture.call(who, new Call(++highest, contract, method, arguments));
  }

  private byte[] token(long nonce) {
    String who = random.nextInt(20) == 0 ? "agg-1" : somebody();
    String token =
        switch (random.nextInt(20)) {
          case 0 -> "no-token";
          case 1, 2, 3, 4, 5, 6, 7, 8 -> Tokens.CREDIT;
          default -> Tokens.PAYMENT;
        };
    String method = METHODS.get(random.nextInt(METHODS.size()));
    byte[] arguments = random.nextInt(20) == 0 ? new byte[3] : arguments(method);
    return fixture.call(who, new Call(nonce, gasLimit(), token, method, arguments));
  }

  private long gasLimit() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong(Call.MIN_GAS_LIMIT, 5_600);
      case 1 -> random.nextLong(Call.MIN_GAS_LIMIT, 8_000);
      default -> Call.DEFAULT_GAS_LIMIT;
    };
  }

  private String somebody() {
    return PARTICIPANTS.get(random.nextInt(PARTICIPANTS.size()));
  }

  private ParticipantId anybody() {
    return new ParticipantId(random.nextInt(12) == 0 ? "ledger.tariff" : somebody());
  }

  private long amount() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE - random.nextInt(2);
      case 2 -> random.nextLong(1_000_000 * DOLLAR);
      default -> random.nextLong(1, 100 * DOLLAR);
    };
  }

  private byte[] arguments(String method) {
    return switch (method) {
      case Tokens.APPROVE -> new Approve(anybody(), amount()).toBytes();
      case Tokens.TRANSFER_FROM -> new TransferFrom(anybody(), anybody(), amount()).toBytes();
      case Tokens.BURN -> new Burn(amount(), new byte[random.nextInt(200)]).toBytes();
      case Tokens.BALANCE_OF -> new BalanceOf(anybody()).toBytes();
      case Tokens.ALLOWANCE -> new AllowanceOf(anybody(), anybody()).toBytes();
      case Tokens.TOTAL_SUPPLY -> new byte[0];
      case Tokens.BATCH_TRANSFER -> batch();
      default -> new Transfer(anybody(), amount(), new byte[random.nextInt(200)]).toBytes();
    };
  }

  private byte[] batch() {
    var payments = new TreeMap<ParticipantId, BatchTransfer.Payment>();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      ParticipantId to = anybody();
      payments.put(to, new BatchTransfer.Payment(to, amount()));
    }
    return new BatchTransfer(List.copyOf(payments.values()), new byte[random.nextInt(9)]).toBytes();
  }

  private byte[] record(long nonce) {
    String method = RECORDS.get(random.nextInt(RECORDS.size()));
    byte[] arguments =
        switch (method) {
          case PersonalRecords.ANCHOR ->
              PersonalRecords.toBytes(Sha256.of(new byte[] {(byte) nonce}));
          case PersonalRecords.COMMITMENT_OF -> new BalanceOf(anybody()).toBytes();
          default -> new byte[random.nextInt(6) == 0 ? 1 : 0];
        };
    return fixture.call(
        somebody(), new Call(nonce, gasLimit(), PersonalRecords.CONTRACT, method, arguments));
  }

  private byte[] commitment(long nonce) {
    String owner = somebody();
    var id = new CommitmentId(Math.max(0, random.nextInt(5) - 2), new ParticipantId(owner));
    ParticipantId from = random.nextInt(4) == 0 ? anybody() : id.participant();
    String caller = random.nextInt(3) == 0 ? somebody() : owner;
    String method = COMMITMENTS.get(random.nextInt(COMMITMENTS.size()));
    byte[] arguments =
        switch (method) {
          case Commitments.OWNER_OF, Commitments.GET_APPROVED -> id.toBytes();
          case Commitments.BALANCE_OF -> new BalanceOf(anybody()).toBytes();
          case Commitments.APPROVE ->
              new ApproveCommitment(
                      id, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(anybody()))
                  .toBytes();
          case Commitments.SET_APPROVAL_FOR_ALL ->
              new ApproveAll(anybody(), random.nextBoolean()).toBytes();
          case Commitments.IS_APPROVED_FOR_ALL -> new AllowanceOf(anybody(), anybody()).toBytes();
          default -> new TransferCommitment(from, anybody(), id).toBytes();
        };
    return fixture.call(
        caller, new Call(nonce, gasLimit(), Commitments.CONTRACT, method, arguments));
  }

  private byte[] trade(long nonce) {
    if (!trades.isEmpty() && random.nextInt(2) == 0) {
      Trade trade = trades.get(random.nextInt(trades.size()));
      byte[] named = new SettleTrade(trade.buyer(), trade.nonce()).toBytes();
      return fixture.call(
          somebody(), new Call(nonce, gasLimit(), Trade.CONTRACT, Trade.SETTLE, named));
    }
    String buyer = somebody();
    String seller = somebody();
    while (seller.equals(buyer)) {
      seller = somebody();
    }
    long price = random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextLong(300 * DOLLAR);
    var trade =
        new Trade(
            new ParticipantId(buyer),
            new ParticipantId(seller),
            nonce,
            Math.max(1, amount()),
            price);
    trades.add(trade);
    return agreement(trade);
  }

  private byte[] agreement(Trade trade) {
    String buyer = random.nextInt(8) == 0 ? somebody() : trade.buyer().value();
    String signer = random.nextInt(8) == 0 ? somebody() : trade.seller().value();
    byte[] signed = fixture.envelope(MessageType.TRADE, signer, trade.toBytes()).toBytes();
    if (random.nextInt(5) == 0) {
      signed[signed.length - 1 - random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
    }
    return fixture.call(
        buyer, new Call(trade.nonce(), gasLimit(), Trade.CONTRACT, Trade.AGREE, signed));
  }
}
