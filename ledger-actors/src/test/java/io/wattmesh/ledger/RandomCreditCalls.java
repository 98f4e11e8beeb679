package io.wattmesh.ledger;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;

import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CancelContracts;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.DifferenceContract.Congestion;
import io.wattmesh.proto.contract.Issue;
import io.wattmesh.proto.contract.OfOrigin;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.Redemption;
import io.wattmesh.proto.contract.Retire;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.random.RandomGenerator;

/** Calls by the rules of credit: issuance, deposits, origins, contracts for difference. */
final class RandomCreditCalls {
  private static final List<String> ISSUERS = List.of("bank", "bank", "bank", "load-2");
  private static final List<String> ATTRIBUTES = List.of("solar", "solar", "wind", "tidal");

  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private long nonce = 1_000_000;

  RandomCreditCalls(LedgerFixture fixture, RandomGenerator random) {
    this.fixture = fixture;
    this.random = random;
  }

  byte[] next() {
    return switch (random.nextInt(5)) {
      case 0 -> issuance();
      case 1 -> deposit();
      case 2 -> difference();
      default -> origin();
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private ParticipantId somebody() {
    return new ParticipantId(one(RandomCalls.PARTICIPANTS));
  }

  private byte[] call(String who, String contract, String method, byte[] arguments) {
    long gas = random.nextInt(10) == 0 ? random.nextLong(3_000, 9_000) : Call.DEFAULT_GAS_LIMIT;
    return fixture.call(who, new Call(++nonce, gas, contract, method, arguments));
  }

  private long amount() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong(1, 3);
      case 1 -> Long.MAX_VALUE;
      default -> random.nextLong(1, 20_000 * DOLLAR);
    };
  }

  private byte[] issuance() {
    String issuer = one(ISSUERS);
    Hash reference = Sha256.of(new byte[] {(byte) random.nextInt(10)});
    if (random.nextBoolean()) {
      var issue = new Issue(somebody(), amount(), reference);
      return call(issuer, Tokens.PAYMENT, Tokens.ISSUE, issue.toBytes());
    }
    var redemption = new Redemption(new ParticipantId("bank"), amount(), reference);
    byte[] asked =
        fixture
            .envelope(MessageType.REDEMPTION, somebody().value(), redemption.toBytes())
            .toBytes();
    return call(issuer, Tokens.PAYMENT, Tokens.REDEEM, asked);
  }

  private byte[] deposit() {
    String method = random.nextBoolean() ? Tokens.POST_DEPOSIT : Tokens.RELEASE_DEPOSIT;
    long micros = random.nextBoolean() ? 5 * DOLLAR : amount();
    return call(somebody().value(), Tokens.PAYMENT, method, new Deposit(micros).toBytes());
  }

  private byte[] difference() {
    long interval = random.nextLong(RandomHistory.INTERVALS + 1);
    if (random.nextInt(4) == 0) {
      byte[] arguments = new CancelContracts(interval).toBytes();
      return call(
          somebody().value(), DifferenceContract.CONTRACT, DifferenceContract.CANCEL, arguments);
    }
    ParticipantId buyer = somebody();
    ParticipantId seller = somebody();
    while (seller.equals(buyer)) {
      seller = somebody();
    }
    var terms =
        new DifferenceContract(
            buyer,
            seller,
            nonce + 1,
            interval,
            random.nextLong(1, 100_000_000_000L),
            random.nextLong(-300 * DOLLAR, 300 * DOLLAR),
            one(List.of(Congestion.values())));
    String signer = random.nextInt(8) == 0 ? somebody().value() : seller.value();
    byte[] signed =
        fixture.envelope(MessageType.DIFFERENCE_CONTRACT, signer, terms.toBytes()).toBytes();
    return call(buyer.value(), DifferenceContract.CONTRACT, DifferenceContract.AGREE, signed);
  }

  private byte[] origin() {
    String method =
        one(
            List.of(
                Origins.TRANSFER,
                Origins.TRANSFER,
                Origins.APPROVE,
                Origins.TRANSFER_FROM,
                Origins.RETIRE,
                Origins.RETIRE,
                Origins.BALANCE_OF,
                Origins.ALLOWANCE,
                Origins.TOTAL_SUPPLY,
                "mint"));
    byte[] inner =
        switch (method) {
          case Origins.APPROVE -> new Approve(somebody(), amount()).toBytes();
          case Origins.TRANSFER_FROM ->
              new TransferFrom(somebody(), somebody(), amount()).toBytes();
          case Origins.RETIRE -> new Retire(amount(), Hash.ZERO).toBytes();
          case Origins.BALANCE_OF -> new BalanceOf(somebody()).toBytes();
          case Origins.ALLOWANCE -> new AllowanceOf(somebody(), somebody()).toBytes();
          case Origins.TOTAL_SUPPLY -> new byte[0];
          default -> new Transfer(somebody(), amount(), new byte[random.nextInt(9)]).toBytes();
        };
    byte[] arguments =
        random.nextInt(12) == 0 ? inner : new OfOrigin(one(ATTRIBUTES), inner).toBytes();
    return call(somebody().value(), Origins.CONTRACT, method, arguments);
  }
}
