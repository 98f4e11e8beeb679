package io.wattmesh.market.aggregation;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One interval's bids as they come in, one a participant. It never grows beyond what one signed
 * book can carry, since an acknowledged bid that does not fit would be a broken promise.
 */
final class OpenBook {
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + Integer.BYTES;
  private static final int LENGTH_BYTES = Integer.BYTES;

  /** As many bids as a book may list, see {@link BidBook}. */
  private static final int MAX_BIDS = 20_000;

  record Entry(SignedEnvelope bid, int bytes, long nonce, SignedEnvelope acknowledgement) {}

  private final SortedMap<ParticipantId, Entry> entries = new TreeMap<>();
  private long bytes = HEADER_BYTES;

  Optional<Entry> of(ParticipantId participant) {
    return Optional.ofNullable(entries.get(participant));
  }

  /** Whether the book can still be signed with a participant's bid of this length in it. */
  boolean hasRoomFor(ParticipantId participant, int bidBytes) {
    Entry replaced = entries.get(participant);
    long without = replaced == null ? bytes : bytes - replaced.bytes() - LENGTH_BYTES;
    boolean listed = replaced != null || entries.size() < MAX_BIDS;
    return listed && without + bidBytes + LENGTH_BYTES <= MessageType.BID_BOOK.maxPayloadBytes();
  }

  /** Puts a bid in the place of its participant's one before, if there is one, which it returns. */
  Optional<Entry> put(ParticipantId participant, Entry entry) {
    Entry replaced = entries.put(participant, entry);
    bytes += entry.bytes() + LENGTH_BYTES;
    if (replaced != null) {
      bytes -= replaced.bytes() + LENGTH_BYTES;
    }
    return Optional.ofNullable(replaced);
  }

  List<SignedEnvelope> bids() {
    return entries.values().stream().map(Entry::bid).toList();
  }
}
