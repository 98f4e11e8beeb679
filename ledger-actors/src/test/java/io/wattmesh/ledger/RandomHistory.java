package io.wattmesh.ledger;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Plays a seeded history of blocks onto a ledger: some of it honest, some of it hostile. */
public final class RandomHistory {
  public static final long INTERVALS = 3;

  /** Codes that are never a whole transaction's, or tell of a contract's own fault. */
  public static final EnumSet<OutcomeCode> NOT_TOLD =
      EnumSet.of(
          OutcomeCode.WRONG_INTERVAL, OutcomeCode.TOO_MANY_CONTRACTS, OutcomeCode.CONTRACT_FAILED);

  private static final List<String> LOADS = List.of("load-2", "load-3");

  private final LedgerRun run;
  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private long now;
  private long nonce;
  private final RandomCalls calls;
  private final RandomOmissions omissions;
  private final RandomRules rules;
  private final RandomCreditCalls creditCalls;
  private final RandomSeals seals;
  private final RulesReader reader;

  public RandomHistory(LedgerRun run, long seed) {
    this.run = run;
    this.fixture = run.fixture;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.calls = new RandomCalls(fixture, random);
    this.omissions = new RandomOmissions(fixture, random);
    this.rules = new RandomRules(run, random);
    this.creditCalls = new RandomCreditCalls(fixture, random);
    this.seals = new RandomSeals(run, random);
    this.reader = new RulesReader(fixture.genesis());
    this.now = run.schedule().gateClosureMillis(0) - 1_000;
  }

  /** The codes that transactions got. */
  public Set<OutcomeCode> play(int blocks) {
    Set<OutcomeCode> codes = EnumSet.noneOf(OutcomeCode.class);
    for (int k = 0; k < blocks; k++) {
      var transactions = new ArrayList<byte[]>();
      for (int count = random.nextInt(6); count > 0; count--) {
        transactions.add(transaction());
      }
      for (int count = random.nextInt(3); count > 0; count--) {
        transactions.add(
            random.nextInt(transactions.size() + 1),
            random.nextInt(3) == 0 ? creditCalls.next() : calls.next());
      }
      if (isSealed(0) || isSealed(Math.max(0, run.schedule().lastClosedInterval(now)))) {
        for (int count = random.nextInt(4); count > 0; count--) {
          transactions.add(random.nextInt(transactions.size() + 1), seals.next(now));
        }
      }
      if (random.nextInt(4) == 0) {
        omissions.next().ifPresent(transactions::add);
      }
      for (int count = random.nextInt(3); count > 0; count--) {
        transactions.add(random.nextInt(transactions.size() + 1), rules.next(now));
      }
      run.block(now, transactions.toArray(byte[][]::new)).outcomes().stream()
          .map(Outcome::code)
          .forEach(codes::add);
      pass();
    }
    return codes;
  }

  /** Some blocks within a minute or two, then on to the next gate or end of delivery. */
  private void pass() {
    if (random.nextInt(8) != 0) {
      now += random.nextLong(1, 60_000);
    } else if (random.nextInt(12) == 0) {
      now += random.nextLong(2 * run.schedule().intervalMillis());
    } else {
      long last = run.schedule().lastClosedInterval(now);
      long delivered = run.schedule().deliveryMillis(last);
      long next = delivered > now ? delivered : run.schedule().gateClosureMillis(last + 1);
      now = next + random.nextLong(5_000);
    }
  }

  private byte[] transaction() {
    if (random.nextInt(60) == 0) {
      return random.nextBoolean() ? unapproved() : noEvidence();
    }
    long interval =
        random.nextInt(5) == 0
            ? random.nextLong(INTERVALS)
            : Math.clamp(run.schedule().lastClosedInterval(now) - stale(), 0, INTERVALS - 1);
    IntervalStatus status =
        run.state().interval(interval).map(record -> record.status()).orElse(IntervalStatus.OPEN);
    return switch (random.nextInt(11)) {
      case 10 -> lateReading();
      case 0 -> book(interval);
      case 1 -> clearing(interval);
      case 2 -> readings(interval);
      case 3 -> damaged(book(interval));
      default ->
          switch (status) {
            case OPEN -> book(interval);
            case BOOKED -> clearing(interval);
            case CLEARED, VOID -> readings(interval);
            case SETTLED -> book(interval + 1);
          };
    };
  }

  /** Other validators that nobody has approved. */
  private byte[] unapproved() {
    var change =
        new ValidatorChange(
            Validators.set(2, "validator-0", "validator-1"), new TreeMap<>(), new TreeMap<>());
    return fixture
        .envelope(MessageType.VALIDATOR_CHANGE, "validator-0", change.toBytes())
        .toBytes();
  }

  /** A vote that was sent twice, as after a restart. */
  private byte[] noEvidence() {
    byte[] content = new VoteContent(5, Hash.ZERO, 4).toBytes();
    SignedEnvelope vote = fixture.envelope(MessageType.VOTE, "validator-3", content);
    return fixture
        .envelope(MessageType.EVIDENCE, "validator-0", new Evidence(vote, vote).toBytes())
        .toBytes();
  }

  private int stale() {
    return random.nextInt(3) == 0 ? 1 : 0;
  }

  private byte[] book(long interval) {
    int bus = 1 + random.nextInt(3);
    var bids = new ArrayList<SignedEnvelope>();
    if (bus != 2 && random.nextInt(8) != 0) {
      bids.add(bid("gen-" + bus, bus, interval));
    }
    if (bus != 1 && random.nextInt(8) != 0) {
      bids.add(bid("load-" + bus, bus, interval));
    }
    byte[] book = fixture.book(aggregator(bus), interval, bus, bids.toArray(SignedEnvelope[]::new));
    omissions.note(book);
    return book;
  }

  /** One of the bus, seldom one of another or none at all. */
  private String aggregator(int bus) {
    String name = "agg-" + (random.nextInt(16) == 0 ? 1 + random.nextInt(4) : bus);
    boolean second = fixture.genesis().identities().containsKey(new ParticipantId(name + "-2"));
    return second && random.nextBoolean() ? name + "-2" : name;
  }

  private SignedEnvelope bid(String who, int bus, long interval) {
    int bidBus = random.nextInt(20) == 0 ? 1 + random.nextInt(3) : bus;
    long bidInterval = random.nextInt(20) == 0 ? random.nextLong(9) : interval;
    long bidNonce = random.nextInt(10) == 0 ? 1 + random.nextLong(5) : ++nonce;
    SignedEnvelope bid =
        fixture.bid(who, bidBus, bidInterval, bidNonce, curve(LOADS.contains(who)));
    if (isSealed(interval) && random.nextInt(20) != 0) {
      bid = seals.seal(bid);
    }
    omissions.note(bid);
    return bid;
  }

  private boolean isSealed(long interval) {
    return reader.read(run.state()).parameters(interval).sealing().isOn();
  }

  /** Rising points within the device limits of all, or, seldom, beyond them. */
  private BidCurve curve(boolean load) {
    long most = random.nextInt(12) == 0 ? 1_000_000_000L : 80_000_000L;
    int points = 1 + random.nextInt(4);
    long[] watts = random.longs(points, load ? -most : 0, load ? 1 : most).sorted().toArray();
    if (points > 1) {
      watts[load ? points - 1 : 0] = 0; // most can do without the market
    }
    long[] prices = random.longs(points, -50 * DOLLAR, 200 * DOLLAR).sorted().toArray();
    if (random.nextInt(4) == 0) {
      Arrays.fill(prices, prices[0]);
    }
    return new BidCurve(watts, prices);
  }

  private byte[] clearing(long interval) {
    if (run.state().interval(interval).isEmpty()) {
      return fixture.clearing(Clearings.congested(interval, Hash.ZERO));
    }
    Optional<ClearingCertificate> found =
        SolvedClearing.find(fixture.genesis(), run.state(), interval);
    if (found.isEmpty()) {
      return fixture.clearing(Clearings.congested(interval, Hash.ZERO));
    }
    ClearingCertificate good = found.get();
    if (random.nextInt(6) != 0) {
      return fixture.clearing(good);
    }
    long[] injections = new long[3];
    long[] prices = new long[3];
    for (int k = 0; k < 3; k++) {
      injections[k] = good.injectionWatts(k) + random.nextLong(-30, 30);
      prices[k] = good.pricePicosPerMwh(k) + random.nextLong(-2_000_000, 2_000_000);
    }
    Hash root = random.nextInt(4) == 0 ? Hash.ZERO : good.booksRoot();
    return fixture.clearing(
        Clearings.radial(
            interval, root, injections, prices, new long[] {random.nextLong(), 0}, good.choice()));
  }

  private byte[] readings(long interval) {
    int bus = 1 + random.nextInt(3);
    var readings = new ArrayList<SignedEnvelope>();
    for (String who : List.of("gen-1", "load-2", "gen-3", "load-3")) {
      if (random.nextInt(10) == 0 || who.endsWith(Integer.toString(bus))) {
        long most = random.nextInt(10) == 0 ? 1L << 45 : 80_000_000L * 3_600;
        long energy = random.nextLong(most) * (who.startsWith("load") ? -1 : 1);
        readings.add(fixture.reading("meter-" + bus, who, interval, energy));
      }
    }
    if (random.nextInt(3) == 0) {
      long energy = random.nextLong(-100_000_000_000L, 300_000_000_000L);
      readings.add(fixture.reading("feeder-" + bus, "feeder-" + bus, interval, energy));
    }
    int signer = random.nextInt(16) == 0 ? 1 + random.nextInt(4) : bus;
    return fixture.readings(
        "meter-" + signer, interval, bus, readings.toArray(SignedEnvelope[]::new));
  }

  /** Of an interval that may be settled, by the oracle of the bus or, seldom, of another. */
  private byte[] lateReading() {
    String who = RandomCalls.PARTICIPANTS.get(random.nextInt(4));
    int bus = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : fixture.busOf(who);
    long energy = random.nextLong(80_000_000L * 3_600) * (who.startsWith("load") ? -1 : 1);
    return fixture.reading("meter-" + bus, who, random.nextLong(INTERVALS), energy).toBytes();
  }

  private byte[] damaged(byte[] transaction) {
    byte[] changed = transaction.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }
}
