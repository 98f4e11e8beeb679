package io.wattmesh.load.ledger;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.ledger.audit.Conservation;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.load.ledger.Cost.Measured;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One interval of many participants on a real grid, from books to settlement: half of them sell and
 * half buy, at prices drawn from a seed, few kilowatts each, so that no line is at its limit. Each
 * then delivers all that it could.
 */
final class IntervalBenchmark {
  private static final int REGIONS = 8;
  private static final int BUSES_A_BLOCK = 4;
  private static final int TOP_PRICE_MICROS = 200_000_000;

  private final RoundedNetwork rounded;
  private final LedgerChain chain;
  private final LedgerMachine machine;
  private final MarketSchedule schedule;
  private final Random random = new Random(1);
  private StateLayer layer;
  private long interval = -1;

  IntervalBenchmark(Network network, int participants) {
    rounded = RoundedNetwork.of(network);
    chain = LedgerChain.of(rounded.model(), participants);
    machine = new LedgerMachine(chain.genesis(), SignatureCheck.CHECKED_BEFORE);
    schedule = chain.genesis().parameters().schedule();
    layer = LedgerMachine.genesisState(chain.genesis());
  }

  /** Runs the next interval; its last block settles it, and has the last bus's readings too. */
  void run(Consumer<LedgerRow> rows) {
    interval++;
    long gate = schedule.gateClosureMillis(interval);
    int buses = rounded.model().buses();
    Cost booked = blocks(gate, 0, buses, this::book).cost();
    rows.accept(LedgerRow.of("bids, in books", chain.participants(), booked));

    List<byte[]> clearing = List.of(clearing());
    Cost cleared = execute(gate + 1, clearing).cost();
    rows.accept(LedgerRow.of("clearing, checked", 1, cleared));

    long delivered = schedule.deliveryMillis(interval + 1);
    Cost read = blocks(delivered, 0, buses - 1, this::readings).cost();
    rows.accept(LedgerRow.of("readings but for the last bus's", chain.participants(), read));
    Measured<Executed> settled = blocks(delivered, buses - 1, buses, this::readings);
    requireSettled(settled.result());
    rows.accept(LedgerRow.of("participants settled", chain.participants(), settled.cost()));
  }

  private Measured<Executed> blocks(
      long millis, int from, int to, IntFunction<byte[]> transaction) {
    Cost cost = Cost.NONE;
    Executed last = null;
    for (int first = from; first < to; first += BUSES_A_BLOCK) {
      List<byte[]> transactions =
          IntStream.range(first, Math.min(to, first + BUSES_A_BLOCK))
              .mapToObj(transaction)
              .toList();
      Measured<Executed> measured = execute(millis, transactions);
      cost = cost.plus(measured.cost());
      last = measured.result();
    }
    return new Measured<>(last, cost);
  }

  private Measured<Executed> execute(long millis, List<byte[]> transactions) {
    Measured<Executed> measured =
        Cost.of(
            () -> {
              Executed executed = machine.execute(layer, millis, transactions);
              executed.stateRoot();
              executed.outcomesRoot();
              executed.layer().commit();
              return executed;
            });
    layer = measured.result().layer();
    measured.result().outcomes().stream()
        .filter(outcome -> !outcome.accepted() || outcome.refusedParts() > 0)
        .findFirst()
        .ifPresent(
            outcome -> {
              throw new IllegalStateException("It was refused, in part or all: " + outcome);
            });
    return measured;
  }

  private void requireSettled(Executed last) {
    long statements =
        last.events().stream()
            .filter(LedgerEvent.IntervalSettled.class::isInstance)
            .mapToLong(event -> ((LedgerEvent.IntervalSettled) event).statements().size())
            .sum();
    if (statements != chain.participants()) {
      throw new IllegalStateException(
          "%d of %d participants were settled.".formatted(statements, chain.participants()));
    }
    Conservation.of(chain.genesis(), state())
        .refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalStateException(refusal);
            });
  }

  private LedgerState state() {
    return new LedgerState(layer);
  }

  /** The participants at the bus of this index in the network, in rising order. */
  private IntStream at(int index) {
    int buses = rounded.model().buses();
    return IntStream.iterate(index, k -> k < chain.participants(), k -> k + buses);
  }

  private byte[] book(int index) {
    int bus = rounded.model().busNumber(index);
    List<SignedEnvelope> bids = at(index).mapToObj(k -> bid(bus, k)).toList();
    byte[] book = new BidBook(interval, bus, bids).toBytes();
    return chain.envelope(MessageType.BID_BOOK, LedgerChain.aggregator(bus), book).toBytes();
  }

  private SignedEnvelope bid(int bus, int participant) {
    ParticipantId id = LedgerChain.participant(participant);
    var bid = new Bid(id, bus, interval, interval + 1, curve(isSeller(participant)));
    return chain.envelope(MessageType.BID, id, MarketCodec.encode(bid));
  }

  private boolean isSeller(int participant) {
    return participant / rounded.model().buses() % 2 == 0;
  }

  private BidCurve curve(boolean sells) {
    long low = random.nextInt(TOP_PRICE_MICROS);
    long high = low + 1 + random.nextInt(TOP_PRICE_MICROS / 10);
    long watts = LedgerChain.DEVICE_WATTS;
    return new BidCurve(
        sells ? new long[] {0, watts} : new long[] {-watts, 0}, new long[] {low, high});
  }

  private byte[] readings(int index) {
    int bus = rounded.model().busNumber(index);
    ParticipantId oracle = LedgerChain.oracle(bus);
    long joules = schedule.energyJoules(LedgerChain.DEVICE_WATTS);
    List<SignedEnvelope> readings =
        at(index)
            .mapToObj(
                k ->
                    new MeterReading(
                        LedgerChain.participant(k), interval, isSeller(k) ? joules : -joules))
            .map(MarketCodec::encode)
            .map(reading -> chain.envelope(MessageType.METER_READING, oracle, reading))
            .toList();
    byte[] bytes = new Readings(interval, bus, readings).toBytes();
    return chain.envelope(MessageType.READINGS, oracle, bytes).toBytes();
  }

  /** Cleared without actors, and certified; not measured here. */
  private byte[] clearing() {
    List<BusBids> bids = new ArrayList<>();
    Map<Integer, CostCurve> curves = new HashMap<>();
    for (int k = 0; k < rounded.model().buses(); k++) {
      int bus = rounded.model().busNumber(k);
      List<BidCurve> own =
          state().book(interval, bus).orElseThrow().bids().stream()
              .map(StandingBid::curve)
              .toList();
      bids.add(new BusBids(own));
      curves.put(bus, BidSum.of(own).costCurve());
    }
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(rounded.network(), Math.min(REGIONS, rounded.model().buses())),
                curves,
                ClearingParameters.of(ClearingMethod.INTERIOR_POINT),
                ClearingSimulation.IN_ORDER)
            .run();
    if (!(outcome instanceof ClearingOutcome.Cleared cleared)) {
      throw new IllegalStateException(((ClearingOutcome.Failed) outcome).reason());
    }
    byte[] certificate =
        CertificateMaker.make(
                rounded.model(),
                interval,
                state().interval(interval).orElseThrow().booksRoot(),
                rounded.solution(cleared.result()),
                ResponseWindow.of(bids))
            .encode();
    return chain.envelope(MessageType.CLEARING, LedgerChain.REGION, certificate).toBytes();
  }
}
