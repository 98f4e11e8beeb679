package io.wattmesh.market.aggregation;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes bids for one bus, as a pure function of bytes and time. Checks go from cheap to dear; bytes
 * are bounded before they are read. Only an accepted bid is remembered, and bids are accepted for
 * the one interval whose gate is open: whatever is sent, no more is kept than one bid a member and
 * interval, and no book outgrows what can be signed.
 */
public final class BidIntake {
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;

  /**
   * Who keeps the book, and for whom.
   *
   * @param revealWindowMillis the last part of the book window, in which sealed bids are revealed;
   *     0 if bids are open
   */
  public record Desk(
      int bus,
      ParticipantId aggregator,
      SigningKey key,
      SigningContext context,
      MarketSchedule schedule,
      Map<ParticipantId, VerificationKey> members,
      long revealWindowMillis) {
    public Desk {
      members = Map.copyOf(members);
    }

    /** In a market whose bids are open. */
    public Desk(
        int bus,
        ParticipantId aggregator,
        SigningKey key,
        SigningContext context,
        MarketSchedule schedule,
        Map<ParticipantId, VerificationKey> members) {
      this(bus, aggregator, key, context, schedule, members, 0);
    }

    public boolean isSealed() {
      return revealWindowMillis > 0;
    }

    /** Until when the ledger takes an interval's book. */
    long lastBookMillis(long interval) {
      return schedule.bookDeadlineMillis(interval) - revealWindowMillis;
    }
  }

  private final Desk desk;
  private final SortedMap<Long, OpenBook> books = new TreeMap<>();
  private long closedInterval = -1;

  public BidIntake(Desk desk) {
    this.desk = desk;
  }

  public BidAnswer receive(byte[] bytes, long nowMillis) {
    if (bytes.length > MAX_BID_BYTES) {
      return refuse(
          "?",
          RefusalReason.MALFORMED,
          "%d bytes, at most %d".formatted(bytes.length, MAX_BID_BYTES));
    }
    SignedEnvelope envelope;
    PromisedBid bid;
    try {
      envelope = SignedEnvelope.ofBytes(bytes);
      if (desk.isSealed() && envelope.type() == MessageType.BID) {
        return refuse(
            envelope.signer(), RefusalReason.NOT_SEALED, "bids are sealed until books are closed");
      }
      if (envelope.type() != PromisedBid.type(desk.isSealed())) {
        return refuse(envelope.signer(), RefusalReason.MALFORMED, "it is a " + envelope.type());
      }
      bid = PromisedBid.of(envelope);
    } catch (MalformedBytesException e) {
      return refuse(sender(bytes), reason(e), e.getMessage());
    }
    return judge(envelope, bid, nowMillis);
  }

  /** A curve that falls is the one malformation that an honest device can make. */
  private static RefusalReason reason(MalformedBytesException e) {
    return e.getMessage() != null && e.getMessage().contains("must never fall")
        ? RefusalReason.NON_MONOTONE_CURVE
        : RefusalReason.MALFORMED;
  }

  private static String sender(byte[] bytes) {
    try {
      return SignedEnvelope.ofBytes(bytes).signer();
    } catch (MalformedBytesException e) {
      return "?";
    }
  }

  private BidAnswer judge(SignedEnvelope envelope, PromisedBid bid, long nowMillis) {
    VerificationKey key = desk.members().get(bid.participant());
    if (key == null || !envelope.signer().equals(bid.participant().value())) {
      return refuse(bid, RefusalReason.UNKNOWN_PARTICIPANT, "not registered at bus " + desk.bus());
    }
    if (bid.bus() != desk.bus()) {
      return refuse(bid, RefusalReason.WRONG_BUS, "this is bus " + desk.bus());
    }
    long closed = desk.schedule().lastClosedInterval(nowMillis);
    if (bid.interval() > closed + 1) {
      return refuse(
          bid, RefusalReason.WRONG_INTERVAL, "the gate of interval " + (closed + 1) + " is open");
    }
    Optional<OpenBook.Entry> known = entry(bid);
    if (known.isPresent() && known.get().bid().equals(envelope)) {
      return new BidAnswer.Repeat(bid.participant(), known.get().acknowledgement());
    }
    if (bid.interval() <= closedInterval) {
      return refuse(bid, RefusalReason.GATE_CLOSED, "its book is closed");
    }
    if (bid.interval() <= closed) {
      long gateMillis = desk.schedule().gateClosureMillis(bid.interval());
      return refuse(
          bid,
          RefusalReason.GATE_CLOSED,
          "it closed %d ms before".formatted(nowMillis - gateMillis));
    }
    if (known.isPresent() && known.get().nonce() >= bid.nonce()) {
      return refuse(bid, RefusalReason.STALE_NONCE, "the book holds nonce " + known.get().nonce());
    }
    if (!envelope.isSignedBy(key, desk.context())) {
      return refuse(bid, RefusalReason.BAD_SIGNATURE, "it does not hold for the registered key");
    }
    if (!canBeKept(bid)) {
      return refuse(
          bid, RefusalReason.INFEASIBLE_REQUEST, "no schedule keeps all bounds of its request");
    }
    if (!open(bid).hasRoomFor(bid.participant(), bookedBytes(envelope, bid))) {
      return refuse(
          bid, RefusalReason.BOOK_FULL, "no more bids fit into the book of bus " + desk.bus());
    }
    return accept(envelope, bid, nowMillis);
  }

  private boolean canBeKept(PromisedBid bid) {
    long seconds = desk.schedule().intervalMillis() / 1000;
    return bid.horizon()
        .map(request -> HorizonWindow.of(request, seconds).isPresent())
        .orElse(true);
  }

  /** What a bid takes up in a book, its schedule included, but for the bid's own length. */
  private static int bookedBytes(SignedEnvelope envelope, PromisedBid bid) {
    int planned = bid.horizon().map(HorizonRequest::intervals).orElse(0);
    return envelope.toBytes().length + Integer.BYTES + planned * Long.BYTES;
  }

  private BidAnswer accept(SignedEnvelope envelope, PromisedBid bid, long nowMillis) {
    var content =
        new BidAcknowledgement(
            bid.participant(),
            desk.bus(),
            bid.interval(),
            bid.nonce(),
            envelope.digest(),
            nowMillis);
    SignedEnvelope acknowledgement =
        desk.context()
            .sign(
                MessageType.BID_ACKNOWLEDGEMENT,
                desk.aggregator().value(),
                MarketCodec.encode(content),
                desk.key());
    int bytes = bookedBytes(envelope, bid);
    open(bid)
        .put(bid.participant(), new OpenBook.Entry(envelope, bytes, bid.nonce(), acknowledgement));
    return new BidAnswer.Accept(bid.participant(), envelope, acknowledgement);
  }

  /**
   * No bid is taken for an interval and all before it any more, whatever the clock says: its book
   * may have been signed.
   */
  public void closeUpTo(long interval) {
    closedInterval = Math.max(closedInterval, interval);
  }

  /** Puts back a bid that was stored before a restart; it was checked then. */
  public void restore(SignedEnvelope envelope, long arrivalMillis) {
    PromisedBid bid = PromisedBid.of(envelope);
    Optional<OpenBook.Entry> known = entry(bid);
    if (known.isEmpty() || known.get().nonce() < bid.nonce()) {
      accept(envelope, bid, arrivalMillis);
    }
  }

  /** The book of an interval whose gate has closed: all its bids by participant. */
  public BidBook book(long interval, int bus) {
    OpenBook book = books.get(interval);
    return new BidBook(interval, bus, book == null ? List.of() : book.bids());
  }

  /** Forgets an interval that is over. */
  public void forget(long interval) {
    books.remove(interval);
  }

  /** Forgets all intervals before this one. */
  public void forgetBefore(long interval) {
    books.headMap(interval).clear();
  }

  /** The first interval of which a bid is kept. */
  OptionalLong firstInterval() {
    return books.isEmpty() ? OptionalLong.empty() : OptionalLong.of(books.firstKey());
  }

  private Optional<OpenBook.Entry> entry(PromisedBid bid) {
    return Optional.ofNullable(books.get(bid.interval())).flatMap(b -> b.of(bid.participant()));
  }

  private OpenBook open(PromisedBid bid) {
    return books.computeIfAbsent(bid.interval(), any -> new OpenBook());
  }

  private static BidAnswer refuse(PromisedBid bid, RefusalReason reason, String detail) {
    return new BidAnswer.Refuse(
        bid.participant().value(), bid.interval(), bid.nonce(), reason, detail);
  }

  private static BidAnswer refuse(String sender, RefusalReason reason, String detail) {
    return new BidAnswer.Refuse(sender, -1, 0, reason, detail);
  }
}
