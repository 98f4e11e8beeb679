package io.wattmesh.market.aggregation;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects what members reveal of their sealed bids once the ledger has closed the books, and hands
 * it in: all at once as soon as all are there, so that requests are planned together, or what there
 * is at a later reminder. Nothing of it is promised and nothing stored: a member sees in the ledger
 * whether its bid stands, and hands it in by itself if it does not.
 */
public final class RevealDesk {
  private static final int MAX_OPENING_BYTES =
      Opening.SALT_BYTES + Integer.BYTES + MessageType.BID.maxPayloadBytes() + 512;

  /** So many bytes of openings and schedules are handed in together. */
  private static final int MAX_TOGETHER_BYTES = MessageType.REVEALS.maxPayloadBytes() - 64;

  private final BidIntake.Desk desk;
  private final BookPlanner planner;
  private final SortedMap<Long, Round> rounds = new TreeMap<>();

  /** What is awaited of an interval whose books are closed, and what is there. */
  private static final class Round {
    private final Set<ParticipantId> awaited;
    private final SortedMap<ParticipantId, Opening> openings = new TreeMap<>();
    private Optional<List<SignedEnvelope>> signed = Optional.empty();
    private int reminders;

    Round(Collection<ParticipantId> awaited) {
      this.awaited = new HashSet<>(awaited);
    }

    boolean isComplete() {
      return openings.keySet().containsAll(awaited);
    }

    /** Whether those who are late have been waited for from one reminder to the next. */
    boolean isDue() {
      return isComplete() || (!openings.isEmpty() && reminders++ > 0);
    }

    void put(ParticipantId participant, Opening opening) {
      if (!opening.equals(openings.put(participant, opening))) {
        signed = Optional.empty();
      }
    }

    void remove(Collection<ParticipantId> standing) {
      awaited.removeAll(standing);
      if (openings.keySet().removeAll(standing)) {
        signed = Optional.empty();
      }
    }
  }

  public RevealDesk(BidIntake.Desk desk, BookKeeping books) {
    this.desk = desk;
    this.planner = books.planner();
  }

  /** The ledger has closed the books of an interval, and these members' sealed bids are in them. */
  public void onClosed(long interval, Collection<ParticipantId> awaited) {
    rounds.putIfAbsent(interval, new Round(awaited));
  }

  /** These members' bids stand: they need not be handed in any more. */
  public void onStanding(long interval, Collection<ParticipantId> standing) {
    Round round = rounds.get(interval);
    if (round != null) {
      round.remove(standing);
      if (round.awaited.isEmpty()) {
        rounds.remove(interval);
      }
    }
  }

  /**
   * Takes what a member reveals; anything else is dropped, and whoever sent it sends it again.
   *
   * @return what must go to the ledger now: something as soon as all is there
   */
  public List<SignedEnvelope> receive(byte[] bytes, long nowMillis) {
    if (bytes.length > MAX_OPENING_BYTES) {
      return List.of();
    }
    try {
      Opening opening = Opening.ofBytes(bytes);
      Bid bid = MarketCodec.decodeBid(opening.bid().payload());
      Round round = rounds.get(bid.interval());
      if (round == null || !isFromMember(opening.bid(), bid, round)) {
        return List.of();
      }
      round.put(bid.participant(), opening);
      return round.isComplete() ? due(nowMillis) : List.of();
    } catch (MalformedBytesException e) {
      return List.of();
    }
  }

  private boolean isFromMember(SignedEnvelope envelope, Bid bid, Round round) {
    VerificationKey key = desk.members().get(bid.participant());
    return key != null
        && round.awaited.contains(bid.participant())
        && envelope.type() == MessageType.BID
        && envelope.signer().equals(bid.participant().value())
        && bid.bus() == desk.bus()
        && envelope.isSignedBy(key, desk.context());
  }

  /** All that is there and does not stand yet, signed, as long as it is in time. */
  public List<SignedEnvelope> due(long nowMillis) {
    rounds.keySet().removeIf(k -> nowMillis > desk.schedule().bookDeadlineMillis(k));
    var due = new ArrayList<SignedEnvelope>();
    rounds.forEach(
        (interval, round) -> {
          if (!round.isDue()) {
            return;
          }
          if (round.signed.isEmpty()) {
            round.signed = Optional.of(sign(interval, List.copyOf(round.openings.values())));
          }
          due.addAll(round.signed.get());
        });
    return due;
  }

  private List<SignedEnvelope> sign(long interval, List<Opening> openings) {
    var envelopes = new ArrayList<SignedEnvelope>();
    int from = 0;
    long bytes = 0;
    for (int k = 0; k < openings.size(); k++) {
      int more = bytes(openings.get(k));
      if (k > from && bytes + more > MAX_TOGETHER_BYTES) {
        envelopes.add(signTogether(interval, openings.subList(from, k)));
        from = k;
        bytes = 0;
      }
      bytes += more;
    }
    if (from < openings.size()) {
      envelopes.add(signTogether(interval, openings.subList(from, openings.size())));
    }
    return envelopes;
  }

  /** With its schedule. */
  private static int bytes(Opening opening) {
    Bid bid = MarketCodec.decodeBid(opening.bid().payload());
    int planned = bid.horizon().map(HorizonRequest::intervals).orElse(0);
    return opening.toBytes().length + Integer.BYTES + planned * Long.BYTES;
  }

  private SignedEnvelope signTogether(long interval, List<Opening> openings) {
    BidBook planned = planner.plan(new Reveals(interval, desk.bus(), openings).asBook());
    byte[] payload = new Reveals(interval, desk.bus(), openings, planned.schedules()).toBytes();
    return desk.context().sign(MessageType.REVEALS, desk.aggregator().value(), payload, desk.key());
  }
}
