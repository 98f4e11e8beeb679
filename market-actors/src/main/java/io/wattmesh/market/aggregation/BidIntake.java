package io.wattmesh.market.aggregation;

import io.wattmesh.market.message.Arrival;
import io.wattmesh.market.sealing.SealedIntervals;
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
import java.util.TreeSet;

/**
 * Takes bids for one bus, as a pure function of bytes and time, in two steps: {@link #arrive}
 * stamps a bid and says that it is to be made durable; {@link #check} then looks at its signature,
 * which is the dear part, and promises it. So a burst before the gate closes is stamped and stored
 * in time however long the checks take.
 *
 * <p>Checks go from cheap to dear; bytes are bounded before they are read. Bids are taken for the
 * one interval whose gate is open: whatever is sent, no more is kept than one checked bid a member
 * and interval, a few that wait for their check, and no book outgrows what can be signed.
 */
public final class BidIntake {
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;

  /**
   * Who keeps the book, and for whom.
   *
   * @param sealed in which intervals bids are sealed
   */
  public record Desk(
      int bus,
      ParticipantId aggregator,
      SigningKey key,
      SigningContext context,
      MarketSchedule schedule,
      Map<ParticipantId, VerificationKey> members,
      SealedIntervals sealed) {
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
      this(bus, aggregator, key, context, schedule, members, SealedIntervals.none());
    }

    /** Until when the ledger takes an interval's book. */
    long lastBookMillis(long interval) {
      return schedule.bookDeadlineMillis(interval) - sealed.revealWindowMillis(interval);
    }
  }

  private final Desk desk;
  private final SortedMap<Long, OpenBook> books = new TreeMap<>();
  private final WaitingRoom waiting = new WaitingRoom();

  /** Whose books take no bid any more, whatever time it seems to be. */
  private final TreeSet<Long> closedBooks = new TreeSet<>();

  private long firstKept;
  private long closedInterval = -1;

  public BidIntake(Desk desk) {
    this.desk = desk;
  }

  /** Both steps at once, where nothing is to be stored between them. */
  public BidAnswer receive(byte[] bytes, long nowMillis) {
    BidAnswer answer = arrive(bytes, nowMillis);
    return answer instanceof BidAnswer.Arrived arrived ? check(arrived.arrival()) : answer;
  }

  /** The first step: everything but the signature. */
  public BidAnswer arrive(byte[] bytes, long nowMillis) {
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
      bid = PromisedBid.of(envelope);
      boolean isSealed = desk.sealed().isSealed(bid.interval());
      if (isSealed && envelope.type() == MessageType.BID) {
        return refuse(
            envelope.signer(), RefusalReason.NOT_SEALED, "bids are sealed until books are closed");
      }
      if (envelope.type() != PromisedBid.type(isSealed)) {
        return refuse(envelope.signer(), RefusalReason.MALFORMED, "it is a " + envelope.type());
      }
    } catch (MalformedBytesException e) {
      return refuse(sender(bytes), reason(e), e.getMessage());
    }
    return arrive(envelope, bid, nowMillis);
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

  private BidAnswer arrive(SignedEnvelope envelope, PromisedBid bid, long nowMillis) {
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
    Optional<Arrival> before = waiting.find(envelope, bid);
    if (before.isPresent()) {
      return new BidAnswer.Arrived(before.get());
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
    if (isClosed(bid.interval())) {
      return tooLate(bid);
    }
    if (known.isPresent() && known.get().nonce() >= bid.nonce()) {
      return stale(bid, known.get());
    }
    if (!canBeKept(bid)) {
      return refuse(
          bid, RefusalReason.INFEASIBLE_REQUEST, "no schedule keeps all bounds of its request");
    }
    if (waiting.isFullOf(bid) && !envelope.isSignedBy(key, desk.context())) {
      return badSignature(bid);
    }
    var arrival = new Arrival(envelope, bid, nowMillis);
    waiting.enter(arrival);
    return new BidAnswer.Arrived(arrival);
  }

  /** The second step, once the bid is durable: its signature, and room in the book. */
  public BidAnswer check(Arrival arrival) {
    PromisedBid bid = arrival.content();
    waiting.leave(arrival);
    Optional<OpenBook.Entry> known = entry(bid);
    if (known.isPresent() && known.get().bid().equals(arrival.bid())) {
      return new BidAnswer.Repeat(bid.participant(), known.get().acknowledgement());
    }
    if (isClosed(bid.interval())) {
      return tooLate(bid);
    }
    if (known.isPresent() && known.get().nonce() >= bid.nonce()) {
      return stale(bid, known.get());
    }
    if (!arrival.bid().isSignedBy(desk.members().get(bid.participant()), desk.context())) {
      return badSignature(bid);
    }
    if (!open(bid).hasRoomFor(bid.participant(), bookedBytes(arrival.bid(), bid))) {
      return refuse(
          bid, RefusalReason.BOOK_FULL, "no more bids fit into the book of bus " + desk.bus());
    }
    return accept(arrival);
  }

  private boolean isClosed(long interval) {
    return interval < firstKept || closedBooks.contains(interval);
  }

  private static BidAnswer tooLate(PromisedBid bid) {
    return refuse(
        bid, RefusalReason.GATE_CLOSED, "its book is signed or committed, or is too late");
  }

  private static BidAnswer stale(PromisedBid bid, OpenBook.Entry known) {
    return refuse(bid, RefusalReason.STALE_NONCE, "the book holds nonce " + known.nonce());
  }

  private static BidAnswer badSignature(PromisedBid bid) {
    return refuse(bid, RefusalReason.BAD_SIGNATURE, "it does not hold for the registered key");
  }

  /** Whether the gate is closed of the interval of a bid, and no more of them wait for a check. */
  public boolean isComplete(Arrival arrival, long nowMillis) {
    long interval = arrival.content().interval();
    return interval <= desk.schedule().lastClosedInterval(nowMillis) && !isWaiting(interval);
  }

  /** Whether bids of an interval have arrived that are not checked yet. */
  boolean isWaiting(long interval) {
    return waiting.has(interval);
  }

  private boolean canBeKept(PromisedBid bid) {
    long seconds = desk.schedule().intervalMillis() / 1000;
    return bid.horizon()
        .map(request -> HorizonWindow.of(request, seconds).isPresent())
        .orElse(true);
  }

  /**
   * What a bid takes up in a book, its schedule included, but for the bid's own length. A member's
   * name, which signs it, is ASCII.
   */
  private static int bookedBytes(SignedEnvelope envelope, PromisedBid bid) {
    int planned = bid.horizon().map(HorizonRequest::intervals).orElse(0);
    return envelope.expectedBytes() + Integer.BYTES + planned * Long.BYTES;
  }

  private BidAnswer accept(Arrival arrival) {
    PromisedBid bid = arrival.content();
    var content =
        new BidAcknowledgement(
            bid.participant(),
            desk.bus(),
            bid.interval(),
            bid.nonce(),
            arrival.bid().digest(),
            arrival.arrivalMillis());
    SignedEnvelope acknowledgement =
        desk.context()
            .sign(
                MessageType.BID_ACKNOWLEDGEMENT,
                desk.aggregator().value(),
                MarketCodec.encode(content),
                desk.key());
    int bytes = bookedBytes(arrival.bid(), bid);
    Optional<OpenBook.Entry> replaced =
        open(bid)
            .put(
                bid.participant(),
                new OpenBook.Entry(arrival.bid(), bytes, bid.nonce(), acknowledgement));
    return new BidAnswer.Accept(
        bid.participant(), arrival.bid(), acknowledgement, replaced.map(OpenBook.Entry::bid));
  }

  /**
   * No bid is taken for an interval and all before it any more, whatever the clock says: its book
   * may have been signed.
   */
  public void closeUpTo(long interval) {
    closedInterval = Math.max(closedInterval, interval);
  }

  /**
   * Puts back a bid that was stored before a restart. Whether it was checked then is not known, so
   * it is checked now.
   *
   * @return whether it is in the book
   */
  public boolean restore(SignedEnvelope envelope, long arrivalMillis) {
    PromisedBid bid = PromisedBid.of(envelope);
    VerificationKey key = desk.members().get(bid.participant());
    Optional<OpenBook.Entry> known = entry(bid);
    if (key == null
        || (known.isPresent() && known.get().nonce() >= bid.nonce())
        || !envelope.isSignedBy(key, desk.context())
        || !open(bid).hasRoomFor(bid.participant(), bookedBytes(envelope, bid))) {
      return false;
    }
    accept(new Arrival(envelope, bid, arrivalMillis));
    return true;
  }

  /**
   * The book of an interval, which takes no bid from now on: what still waits is refused when its
   * turn comes.
   */
  BidBook close(long interval) {
    closedBooks.add(interval);
    waiting.forget(interval);
    return book(interval, desk.bus());
  }

  /** The book of an interval whose gate has closed: all its bids by participant. */
  public BidBook book(long interval, int bus) {
    OpenBook book = books.get(interval);
    return new BidBook(interval, bus, book == null ? List.of() : book.bids());
  }

  /** Forgets an interval that is over. */
  public void forget(long interval) {
    books.remove(interval);
    waiting.forget(interval);
  }

  /** Forgets all intervals before this one, and takes no bid for them. */
  public void forgetBefore(long interval) {
    firstKept = Math.max(firstKept, interval);
    books.headMap(interval).clear();
    waiting.forgetBefore(interval);
    closedBooks.headSet(interval).clear();
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
