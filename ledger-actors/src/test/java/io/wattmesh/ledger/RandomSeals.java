package io.wattmesh.ledger;

import io.wattmesh.ledger.state.SealedState.Waiting;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Seals the bids of a random history and opens them: in time and late, by aggregators and by
 * participants, with other salts, others' bids, twice, too early, and where nothing was sealed.
 */
final class RandomSeals {
  private final LedgerRun run;
  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private final List<Opening> openings = new ArrayList<>();
  private final Map<Hash, Opening> byCommitment = new HashMap<>();
  private byte[] last = new byte[] {1};

  RandomSeals(LedgerRun run, RandomGenerator random) {
    this.run = run;
    this.fixture = run.fixture;
    this.random = random;
  }

  SignedEnvelope seal(SignedEnvelope bid) {
    var opening = new Opening(salt(), bid);
    openings.add(opening);
    byCommitment.put(opening.commitment(), opening);
    return fixture.seal(opening);
  }

  private byte[] salt() {
    byte[] salt = new byte[Opening.SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  byte[] next(long now) {
    long interval =
        random.nextInt(12) == 0
            ? random.nextLong(RandomHistory.INTERVALS)
            : Math.max(0, run.schedule().lastClosedInterval(now));
    int bus = bus(interval);
    var found = new TreeMap<String, Opening>();
    for (Map.Entry<ParticipantId, Waiting> waiting :
        run.state().seals().waiting(interval, bus).entrySet()) {
      Opening opening = byCommitment.get(waiting.getValue().commitment());
      // The commitment of a damaged book is nobody's.
      if (opening != null && random.nextInt(12) != 0) {
        found.put(waiting.getKey().value(), hostile(opening));
      }
    }
    if (found.isEmpty() || random.nextInt(12) == 0) {
      return openings.isEmpty() || random.nextInt(3) == 0 ? last : stranger(interval, bus);
    }
    last = signed(interval, bus, List.copyOf(found.values()));
    return last;
  }

  /** Mostly one where something waits. */
  private int bus(long interval) {
    List<Integer> waiting =
        IntStream.rangeClosed(1, 3)
            .boxed()
            .filter(bus -> !run.state().seals().waiting(interval, bus).isEmpty())
            .toList();
    return waiting.isEmpty() || random.nextInt(6) == 0
        ? 1 + random.nextInt(3)
        : waiting.get(random.nextInt(waiting.size()));
  }

  /** What was sealed, or seldom something else. */
  private Opening hostile(Opening opening) {
    return switch (random.nextInt(24)) {
      case 0 -> new Opening(salt(), opening.bid());
      case 1 -> new Opening(opening.salt(), openings.get(random.nextInt(openings.size())).bid());
      default -> opening;
    };
  }

  /** What was sealed some time, wherever it belongs. */
  private byte[] stranger(long interval, int bus) {
    Opening opening = openings.get(random.nextInt(openings.size()));
    SealedBid seal = SealedBid.on(opening);
    return random.nextBoolean()
        ? signed(interval, bus, List.of(opening))
        : signed(seal.interval(), seal.bus(), List.of(opening));
  }

  private byte[] signed(long interval, int bus, List<Opening> all) {
    var distinct = new TreeMap<String, Opening>();
    all.forEach(opening -> distinct.put(opening.bid().signer(), opening));
    boolean own = random.nextInt(4) == 0;
    List<Opening> shown =
        own ? List.of(distinct.firstEntry().getValue()) : List.copyOf(distinct.values());
    Schedule schedule = random.nextInt(12) == 0 ? Schedule.of(1_000) : Schedule.NONE;
    var reveals = new Reveals(interval, bus, shown, Collections.nCopies(shown.size(), schedule));
    return fixture.reveals(own ? participant(shown) : aggregator(bus), reveals);
  }

  private String participant(List<Opening> shown) {
    return random.nextInt(6) == 0
        ? RandomCalls.PARTICIPANTS.get(random.nextInt(4))
        : shown.getFirst().bid().signer();
  }

  private String aggregator(int bus) {
    String name = "agg-" + (random.nextInt(16) == 0 ? 1 + random.nextInt(4) : bus);
    boolean second = fixture.genesis().identities().containsKey(new ParticipantId(name + "-2"));
    return second && random.nextBoolean() ? name + "-2" : name;
  }
}
