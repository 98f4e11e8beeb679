package io.wattmesh.proto.proof;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A chain of one bid, one bus and four validators, and its receipt for any price and payment. */
final class ReceiptParts {
  static final long INTERVAL = 7;
  static final int BUS = 2;
  static final int STATEMENT_PRICE_MICROS = 12_370_000;

  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final SigningKey KEY = DemoKeys.derive(1, "alice");

  private ReceiptParts() {}

  static Receipt receipt(PriceRow price, long awardedJoules, long paymentMicros) {
    var chain = new ChainIdentity(validators(), Hash.ZERO);
    var context = new SigningContext(chain.chainId(), chain.validators().epoch());
    var curve = new BidCurve(new long[] {0, 8_000}, new long[] {5, 5});
    SignedEnvelope bid =
        context.sign(
            MessageType.BID,
            ALICE.value(),
            MarketCodec.encode(new Bid(ALICE, BUS, INTERVAL, 1, curve)),
            KEY);
    var book = new BookEntry(BUS, MerkleTree.root(list(BidBook.leaf(bid, Schedule.NONE))));
    var statement =
        new SettlementStatement(
            ALICE,
            KEY.verificationKey(),
            INTERVAL,
            BUS,
            bid.digest(),
            STATEMENT_PRICE_MICROS,
            awardedJoules,
            awardedJoules,
            paymentMicros,
            0,
            0);
    IntervalRecord interval =
        IntervalRecord.open(INTERVAL)
            .booked(MerkleTree.root(list(book.toBytes())), 1)
            .cleared(MerkleTree.root(list(price.toBytes())))
            .settled(MerkleTree.root(list(statement.toBytes())), 0);
    SparseTree state = SparseTree.EMPTY.put(IntervalRecord.stateKey(INTERVAL), interval.toBytes());
    var settled = header(5, Hash.ZERO, Hash.ZERO);
    var next = header(6, settled.id(), state.root());
    return new Receipt(
        chain,
        EpochChanges.NONE,
        bid,
        Schedule.NONE,
        Optional.empty(),
        first(BidBook.leaf(bid, Schedule.NONE)),
        book,
        first(book.toBytes()),
        price,
        first(price.toBytes()),
        statement,
        first(statement.toBytes()),
        interval,
        state.prove(IntervalRecord.stateKey(INTERVAL)),
        List.of(settled, next),
        certificate(chain, context, next));
  }

  private static BlockHeader header(long height, Hash parent, Hash parentStateRoot) {
    return new BlockHeader(
        0,
        height,
        height,
        parent,
        0,
        1_000 * height,
        Hash.ZERO,
        Hash.ZERO,
        parentStateRoot,
        Hash.ZERO,
        Hash.ZERO);
  }

  private static QuorumCertificate certificate(
      ChainIdentity chain, SigningContext context, BlockHeader block) {
    var content = new VoteContent(block.round(), block.id(), block.round() - 1);
    var signatures = new TreeMap<Integer, io.wattmesh.proto.crypto.Signature>();
    for (int k = 0; k < 3; k++) {
      String name = chain.validators().get(k).id().value();
      signatures.put(
          k,
          context
              .sign(MessageType.VOTE, name, content.toBytes(), DemoKeys.derive(1, name))
              .signature());
    }
    return new QuorumCertificate(content, signatures);
  }

  private static ValidatorSet validators() {
    List<Validator> validators = new ArrayList<>();
    for (String name : List.of("v1", "v2", "v3", "v4")) {
      validators.add(
          new Validator(new ParticipantId(name), DemoKeys.derive(1, name).verificationKey(), 1));
    }
    return new ValidatorSet(0, validators);
  }

  private static List<byte[]> list(byte[] value) {
    return List.of(value, new byte[] {1});
  }

  private static MerkleProof first(byte[] value) {
    return MerkleTree.prove(list(value), 0);
  }
}
