package io.wattmesh.ledger.state;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state's records by name, above one {@link StateLayer}. */
public final class LedgerState {
  /** Receives congestion rent, to be refunded to consumers. */
  public static final ParticipantId TARIFF = new ParticipantId("ledger.tariff");

  /** Receives what rounding leaves over. */
  public static final ParticipantId ROUNDING = new ParticipantId("ledger.rounding");

  /** The counterparty of all deviations, with a reserve from genesis. */
  public static final ParticipantId BALANCING = new ParticipantId("ledger.balancing");

  public static final List<ParticipantId> SYSTEM_ACCOUNTS = List.of(BALANCING, ROUNDING, TARIFF);

  /** Intervals that can wait at once. */
  public static final int MAX_UNSETTLED = 10_000;

  /** The unsettled ones, and those for which notice was given beside. */
  private static final int MAX_KEPT_INTERVALS = 2 * MAX_UNSETTLED;

  private static final int MAX_READINGS = 1_000_000;

  private final StateLayer layer;

  public LedgerState(StateLayer layer) {
    this.layer = layer;
  }

  public StateLayer layer() {
    return layer;
  }

  public Account account(ParticipantId id) {
    return layer.get(StateKey.account(id)).map(Account::ofBytes).orElse(Account.EMPTY);
  }

  public void putAccount(ParticipantId id, Account account) {
    layer.put(StateKey.account(id), account.toBytes());
  }

  public Supply supply() {
    return layer.get(StateKey.SUPPLY).map(Supply::ofBytes).orElse(Supply.issued(0));
  }

  public void putSupply(Supply supply) {
    layer.put(StateKey.SUPPLY, supply.toBytes());
  }

  /** The validators of the present epoch; empty in the chain's first, whose genesis has them. */
  public Optional<ValidatorSet> validators() {
    return layer.get(StateKey.VALIDATORS).map(LedgerState::validatorSet);
  }

  /** Who takes over after the next block, which is the last of its epoch then. */
  public Optional<ValidatorSet> nextValidators() {
    return layer.get(StateKey.NEXT_VALIDATORS).map(LedgerState::validatorSet);
  }

  private static ValidatorSet validatorSet(byte[] bytes) {
    return CanonicalReader.readAll(bytes, ValidatorSet::read);
  }

  public void scheduleValidators(ValidatorSet next) {
    layer.put(StateKey.NEXT_VALIDATORS, next.toBytes());
  }

  /** Whether the holder of a key signed what no honest validator does. */
  public boolean isConvicted(VerificationKey key) {
    return layer.get(StateKey.convicted(key)).isPresent();
  }

  /** Whether somebody who was convicted may still be among the present validators. */
  public boolean isExclusionDue() {
    return layer.get(StateKey.EXCLUSION).isPresent();
  }

  public void setExclusionDue(boolean due) {
    if (due) {
      layer.put(StateKey.EXCLUSION, new byte[] {1});
    } else {
      layer.remove(StateKey.EXCLUSION);
    }
  }

  /** Records who was convicted, of which epoch, and by which evidence. */
  public void convict(Validator validator, long epoch, Hash evidence) {
    layer.put(
        StateKey.convicted(validator.key()),
        new CanonicalWriter().text(validator.id().value()).i64(epoch).hash(evidence).toByteArray());
  }

  /** The epoch is over: the scheduled validators are those of the next. */
  public void endEpoch(ValidatorSet next) {
    layer.put(StateKey.VALIDATORS, next.toBytes());
    layer.remove(StateKey.NEXT_VALIDATORS);
  }

  /** The intervals that are open, booked, cleared or void, in rising order. */
  public List<Long> unsettled() {
    return intervals(StateKey.UNSETTLED);
  }

  private List<Long> intervals(StateKey key) {
    long[] intervals =
        layer
            .get(key)
            .map(bytes -> CanonicalReader.readAll(bytes, in -> in.i64s(MAX_KEPT_INTERVALS)))
            .orElse(new long[0]);
    var list = new ArrayList<Long>(intervals.length);
    for (long interval : intervals) {
      list.add(interval);
    }
    return list;
  }

  private void putUnsettled(List<Long> intervals) {
    long[] sorted = intervals.stream().mapToLong(Long::longValue).sorted().toArray();
    layer.put(StateKey.UNSETTLED, new CanonicalWriter().i64s(sorted).toByteArray());
  }

  public Optional<IntervalRecord> interval(long interval) {
    return layer.get(StateKey.interval(interval)).map(IntervalRecord::ofBytes);
  }

  public void putInterval(IntervalRecord record) {
    layer.put(StateKey.interval(record.interval()), record.toBytes());
  }

  /** Begins an interval: from now on it waits for its books. */
  public void openInterval(long interval) {
    putInterval(IntervalRecord.open(interval));
    putProgress(interval, IntervalProgress.NONE);
    List<Long> intervals = unsettled();
    intervals.add(interval);
    putUnsettled(intervals);
  }

  /** Ends an interval: forgets all of it but its record. */
  public void closeInterval(long interval, Iterable<Integer> buses) {
    for (int bus : buses) {
      layer.remove(StateKey.book(interval, bus));
      if (layer.get(StateKey.books(interval, bus)).isPresent()) {
        layer.remove(StateKey.books(interval, bus));
      }
      layer.remove(StateKey.readings(interval, bus));
      layer.remove(StateKey.witnesses(interval, bus));
    }
    layer.remove(StateKey.clearing(interval));
    layer.remove(StateKey.progress(interval));
    forgetNetwork(interval);
    List<Long> intervals = unsettled();
    intervals.remove(interval);
    putUnsettled(intervals);
  }

  public IntervalProgress progress(long interval) {
    return layer
        .get(StateKey.progress(interval))
        .map(IntervalProgress::ofBytes)
        .orElse(IntervalProgress.NONE);
  }

  public void putProgress(long interval, IntervalProgress progress) {
    layer.put(StateKey.progress(interval), progress.toBytes());
  }

  public Optional<StandingBook> book(long interval, int bus) {
    return layer.get(StateKey.book(interval, bus)).map(StandingBook::ofBytes);
  }

  public void putBook(long interval, StandingBook book) {
    layer.put(StateKey.book(interval, book.bus()), book.toBytes());
  }

  /** Which aggregators' books a bus with several has; none at any other. */
  public BusBooks books(long interval, int bus) {
    return layer.get(StateKey.books(interval, bus)).map(BusBooks::ofBytes).orElse(BusBooks.NONE);
  }

  public void putBooks(long interval, int bus, BusBooks books) {
    layer.put(StateKey.books(interval, bus), books.toBytes());
  }

  /** What claims of omitted bids are judged by. */
  public KeptBooks keptBooks() {
    return new KeptBooks(layer);
  }

  /** The sealed bids that wait to be revealed. */
  public SealedState seals() {
    return new SealedState(layer);
  }

  public Optional<ClearingCertificate> clearing(long interval) {
    return layer.get(StateKey.clearing(interval)).map(ClearingCertificate::decode);
  }

  public void putClearing(long interval, ClearingCertificate certificate) {
    layer.put(StateKey.clearing(interval), certificate.encode());
  }

  /** The operator's notice on an interval's network, if there is one. */
  public Optional<NetworkRecord> network(long interval) {
    return layer.get(StateKey.network(interval)).map(NetworkRecord::ofBytes);
  }

  public void putNetwork(NetworkRecord record) {
    long interval = record.notice().interval();
    layer.put(StateKey.network(interval), record.toBytes());
    List<Long> intervals = noticedIntervals();
    if (!intervals.contains(interval)) {
      intervals.add(interval);
      putNoticed(intervals);
    }
  }

  /** The intervals that a notice is kept for, in rising order. */
  public List<Long> noticedIntervals() {
    return intervals(StateKey.NETWORKS);
  }

  public void forgetNetwork(long interval) {
    List<Long> intervals = noticedIntervals();
    if (intervals.remove(interval)) {
      layer.remove(StateKey.network(interval));
      putNoticed(intervals);
    }
  }

  private void putNoticed(List<Long> intervals) {
    long[] sorted = intervals.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      layer.remove(StateKey.NETWORKS);
    } else {
      layer.put(StateKey.NETWORKS, new CanonicalWriter().i64s(sorted).toByteArray());
    }
  }

  /** Who signed the readings of a bus in an interval. */
  public Witnesses witnesses(long interval, int bus) {
    return layer
        .get(StateKey.witnesses(interval, bus))
        .map(Witnesses::ofBytes)
        .orElseGet(Witnesses::new);
  }

  public void putWitnesses(long interval, int bus, Witnesses witnesses) {
    layer.put(StateKey.witnesses(interval, bus), witnesses.toBytes());
  }

  /** By what an oracle's key was convicted, if it was. */
  public Optional<Contradiction> contradiction(VerificationKey key) {
    return layer.get(StateKey.contradicted(key)).map(Contradiction::ofBytes);
  }

  public void putContradiction(VerificationKey key, Contradiction contradiction) {
    layer.put(StateKey.contradicted(key), contradiction.toBytes());
  }

  /** Metered net injection of a bus's participants in an interval, J. */
  public SortedMap<ParticipantId, Long> readings(long interval, int bus) {
    return layer
        .get(StateKey.readings(interval, bus))
        .map(bytes -> CanonicalReader.readAll(bytes, LedgerState::readReadings))
        .orElseGet(TreeMap::new);
  }

  public void putReadings(long interval, int bus, SortedMap<ParticipantId, Long> readings) {
    var out = new CanonicalWriter().i32(readings.size());
    for (Map.Entry<ParticipantId, Long> reading : readings.entrySet()) {
      out.text(reading.getKey().value()).i64(reading.getValue());
    }
    layer.put(StateKey.readings(interval, bus), out.toByteArray());
  }

  private static SortedMap<ParticipantId, Long> readReadings(CanonicalReader in) {
    int count = in.count(MAX_READINGS, 13);
    var readings = new TreeMap<ParticipantId, Long>();
    for (int k = 0; k < count; k++) {
      readings.put(MarketCodec.readParticipant(in), in.i64());
    }
    return readings;
  }
}
