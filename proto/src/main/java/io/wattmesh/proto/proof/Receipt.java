package io.wattmesh.proto.proof;

import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A participant's way from its signed bid to its payment, complete in itself:
 *
 * <pre>
 *   bid ─► book root ─► books root ┐
 *   price row ─► clearing root ────┤► interval record ─► state root ─► header ─► quorum certificate
 *   statement ─► settlement root ──┘
 * </pre>
 *
 * @param chain the chain's identity; compare its id with the one you trust
 * @param epochs the ends of the epochs before the last header's
 * @param bid the participant's signed bid, or the sealed one, as it is in the book
 * @param schedule what the aggregator planned for the bid's request, as it is in the book
 * @param opening what opens the bid if it is a sealed one
 * @param bidInBook that the bid is in its bus's bid book
 * @param book the bus's book
 * @param bookInInterval that the book is one of the interval's
 * @param price the bus's row of the clearing certificate
 * @param priceInClearing that the row is in the committed clearing
 * @param statement what was awarded, delivered and paid
 * @param statementInInterval that the statement is one of the interval's
 * @param interval the interval's record in the state
 * @param intervalInState that the record is in the state
 * @param headers the headers of the block that settled the interval and of those after it up to one
 *     whose round follows its parent's; the second states the root of the settled state
 * @param certificate the quorum certificate on the last of these blocks: it commits the one before
 *     it, and with it the settled one
 */
public record Receipt(
    ChainIdentity chain,
    EpochChanges epochs,
    SignedEnvelope bid,
    Schedule schedule,
    Optional<Opening> opening,
    MerkleProof bidInBook,
    BookEntry book,
    MerkleProof bookInInterval,
    PriceRow price,
    MerkleProof priceInClearing,
    SettlementStatement statement,
    MerkleProof statementInInterval,
    IntervalRecord interval,
    SparseProof intervalInState,
    List<BlockHeader> headers,
    QuorumCertificate certificate) {
  public Receipt {
    headers = List.copyOf(headers);
    Objects.requireNonNull(opening);
    if (opening.isPresent() != (bid.type() == MessageType.SEALED_BID)) {
      throw new IllegalArgumentException("A receipt has an opening if its bid is sealed.");
    }
    if (headers.size() < 2) {
      throw new IllegalArgumentException(
          "A receipt has the settled block's header and at least the next, this has "
              + headers.size()
              + ".");
    }
  }

  /** The bid itself, opened if it was sealed. */
  public SignedEnvelope openBid() {
    return opening.map(Opening::bid).orElse(bid);
  }

  /** Larger receipts are refused before they are read. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final byte[] MAGIC = "wattmesh receipt 3\n".getBytes(StandardCharsets.US_ASCII);

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    out.raw(MAGIC);
    chain.validators().write(out);
    out.hash(chain.genesisBodyHash());
    epochs.write(out);
    out.bytes(bid.toBytes());
    schedule.write(out);
    opening.ifPresent(seal -> seal.write(out));
    bidInBook.write(out);
    out.raw(book.toBytes());
    bookInInterval.write(out);
    out.raw(price.toBytes());
    priceInClearing.write(out);
    out.raw(statement.toBytes());
    statementInInterval.write(out);
    out.bytes(interval.toBytes());
    intervalInState.write(out);
    CommittedHeaders.writeHeaders(out, headers);
    certificate.write(out);
    byte[] body = out.toByteArray();
    return new CanonicalWriter().raw(body).hash(Sha256.of(body)).toByteArray();
  }

  /**
   * @throws io.wattmesh.proto.codec.MalformedBytesException if the bytes are not a receipt's
   */
  public static Receipt ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          Receipt receipt = read(in);
          in.hash();
          return receipt;
        });
  }

  /**
   * Whether the last 32 bytes are the SHA-256 of those before. The links prove the receipt; this
   * finds a damaged byte that no link rests on, such as a proof's list size.
   */
  public static boolean isUndamaged(byte[] bytes) {
    int body = bytes.length - Hash.BYTES;
    return body > 0
        && Sha256.of(Arrays.copyOf(bytes, body))
            .equals(Hash.of(Arrays.copyOfRange(bytes, body, bytes.length)));
  }

  private static Receipt read(CanonicalReader in) {
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException("This is no Wattmesh receipt: its first line differs.");
    }
    var chain = new ChainIdentity(ValidatorSet.read(in), in.hash());
    EpochChanges epochs = EpochChanges.read(in);
    SignedEnvelope bid = SignedEnvelope.ofBytes(in.bytes(MessageType.BID.maxPayloadBytes() + 512));
    return new Receipt(
        chain,
        epochs,
        bid,
        Schedule.read(in),
        bid.type() == MessageType.SEALED_BID ? Optional.of(Opening.read(in)) : Optional.empty(),
        MerkleProof.read(in),
        new BookEntry(in.i32(), in.hash()),
        MerkleProof.read(in),
        PriceRow.read(in),
        MerkleProof.read(in),
        SettlementStatement.read(in),
        MerkleProof.read(in),
        IntervalRecord.ofBytes(in.bytes(1024)),
        SparseProof.read(in),
        CommittedHeaders.readHeaders(in),
        QuorumCertificate.read(in));
  }
}
