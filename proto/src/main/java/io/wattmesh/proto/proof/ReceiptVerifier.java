package io.wattmesh.proto.proof;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.EnergyPayment;
import java.util.List;
import java.util.Optional;

/** Checks a {@link Receipt} link by link, with nothing but the receipt and the chain's id. */
public final class ReceiptVerifier {
  private ReceiptVerifier() {}

  /** The first link that does not hold, in words; empty if the receipt proves what it says. */
  public static Optional<String> refusal(Receipt receipt) {
    try {
      return bidRefusal(receipt)
          .or(() -> intervalRefusal(receipt))
          .or(() -> amountRefusal(receipt))
          .or(() -> chainRefusal(receipt));
    } catch (ArithmeticException e) {
      // A forger picks the numbers: those that no ledger can hold are refused like any others.
      return Optional.of("amounts: a price, an amount or a voting power is out of range");
    }
  }

  private static SigningContext context(Receipt receipt) {
    return new SigningContext(receipt.chain().chainId(), receipt.chain().validators().epoch());
  }

  private static Optional<String> bidRefusal(Receipt receipt) {
    SettlementStatement statement = receipt.statement();
    var envelope = receipt.openBid();
    if (envelope.type() != MessageType.BID
        || !envelope.signer().equals(statement.participant().value())
        || !envelope.isSignedBy(statement.key(), context(receipt))) {
      return Optional.of("bid: the signature is not that of " + statement.participant());
    }
    Bid bid;
    try {
      bid = MarketCodec.decodeBid(envelope.payload());
    } catch (MalformedBytesException e) {
      return Optional.of("bid: " + e.getMessage());
    }
    if (!bid.participant().equals(statement.participant())
        || bid.bus() != statement.bus()
        || bid.interval() != statement.interval()
        || !envelope.digest().equals(statement.bidDigest())) {
      return Optional.of("bid: it is not the bid that the statement names");
    }
    if (receipt.opening().isPresent() && !isSealed(receipt)) {
      return Optional.of("bid: it is not what " + statement.participant() + " had sealed");
    }
    return receipt
            .bidInBook()
            .verify(BidBook.leaf(receipt.bid(), receipt.schedule()), receipt.book().bookRoot())
        ? Optional.empty()
        : Optional.of("bid: it is not in the bid book of bus " + receipt.book().bus());
  }

  /** Whether the sealed bid is the participant's, and its opening opens it. */
  private static boolean isSealed(Receipt receipt) {
    try {
      return receipt.bid().signer().equals(receipt.statement().participant().value())
          && receipt.bid().isSignedBy(receipt.statement().key(), context(receipt))
          && SealedBid.ofBytes(receipt.bid().payload()).isOpenedBy(receipt.opening().orElseThrow());
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static Optional<String> intervalRefusal(Receipt receipt) {
    IntervalRecord interval = receipt.interval();
    SettlementStatement statement = receipt.statement();
    if (interval.status() != IntervalStatus.SETTLED
        || interval.interval() != statement.interval()
        || receipt.book().bus() != statement.bus()) {
      return Optional.of("interval: the record is not that of the statement's settled interval");
    }
    if (!receipt.bookInInterval().verify(receipt.book().toBytes(), interval.booksRoot())) {
      return Optional.of("book: it is not one of the interval's books");
    }
    if (!receipt.statementInInterval().verify(statement.toBytes(), interval.settlementRoot())) {
      return Optional.of("statement: it is not one of the interval's statements");
    }
    if (interval.voided()) {
      return Optional.empty();
    }
    if (!receipt.priceInClearing().verify(receipt.price().toBytes(), interval.clearingRoot())
        || receipt.price().bus() != statement.bus()
        || receipt.price().priceMicrosPerMwh() != statement.priceMicrosPerMwh()) {
      return Optional.of("price: it is not the committed clearing's price at the bus");
    }
    return Optional.empty();
  }

  /** Payment = energy x price / 3.6e9, rounded down: J x micro-$/MWh over J per MWh. */
  private static Optional<String> amountRefusal(Receipt receipt) {
    SettlementStatement statement = receipt.statement();
    if (receipt.interval().voided()) {
      return statement.awardedJoules() == 0 && statement.paymentMicros() == 0
          ? Optional.empty()
          : Optional.of("payment: a void interval awards nothing");
    }
    long floor =
        EnergyPayment.floorMicros(statement.awardedJoules(), statement.priceMicrosPerMwh());
    return floor == statement.paymentMicros()
        ? Optional.empty()
        : Optional.of(
            "payment: %d J at %d micro-$/MWh are %d micro-tokens, not %d"
                .formatted(
                    statement.awardedJoules(),
                    statement.priceMicrosPerMwh(),
                    floor,
                    statement.paymentMicros()));
  }

  private static Optional<String> chainRefusal(Receipt receipt) {
    List<BlockHeader> headers = receipt.headers();
    if (!receipt
        .intervalInState()
        .verifyPresent(
            IntervalRecord.stateKey(receipt.interval().interval()),
            receipt.interval().toBytes(),
            headers.get(1).parentStateRoot())) {
      return Optional.of("state: the interval's record is not under the state root");
    }
    return new CommittedHeaders(receipt.chain(), receipt.epochs(), headers, receipt.certificate())
        .refusal();
  }
}
