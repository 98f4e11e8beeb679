package io.wattmesh.ledger.audit;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.SolvedClearing;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.proof.IntervalStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A chain that four validators with real keys made: an interval booked, cleared and settled. */
final class SettledChain {
  private SettledChain() {}

  /**
   * @param afterBooks transactions that come between the books and the clearing
   */
  static ValidatorNet make(
      LedgerFixture fixture, List<MemoryStore> stores, boolean cleared, byte[]... afterBooks) {
    return settle(new ValidatorNet(fixture, stores), fixture, cleared, List.of(), afterBooks);
  }

  private static ValidatorNet settle(
      ValidatorNet net,
      LedgerFixture fixture,
      boolean cleared,
      List<byte[]> afterClearing,
      byte[]... afterBooks) {
    MarketSchedule schedule = fixture.genesis().parameters().schedule();
    net.submit(fixture.books(0));
    net.submit(afterBooks);
    if (cleared) {
      net.submit(fixture.clearing(Clearings.congested(0, Hash.ZERO)));
      net.submit(fixture.clearing(SolvedClearing.of(fixture.genesis(), state(net), 0)));
    }
    afterClearing.forEach(net::submit);
    net.setClock(schedule.deliveryMillis(1));
    net.submit(fixture.readings(0, 1, fixture.reading("gen-1", 0, 500_000_000_000L)));
    net.submit(fixture.readings(0, 2, fixture.reading("load-2", 0, -490_000_000_000L)));
    net.submit(
        fixture.readings(
            0, 3, fixture.reading("gen-3", 0, 1_000), fixture.reading("load-3", 0, -7)));
    if (state(net).interval(0).orElseThrow().status() != IntervalStatus.SETTLED) {
      throw new IllegalStateException("Interval 0 is " + state(net).interval(0));
    }
    return net;
  }

  private static LedgerState state(ValidatorNet net) {
    return new LedgerState(net.host(0).application.committedLayer());
  }

  static void export(LedgerFixture fixture, Path folder) throws IOException {
    export(fixture, folder, true);
  }

  /** The same by validators that put all into batches; each transaction is in several. */
  static void exportOfBatches(LedgerFixture fixture, Path folder, byte[]... afterBooks)
      throws IOException {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    settle(ValidatorNet.batching(fixture, stores), fixture, true, List.of(), afterBooks);
    LedgerExport.write(stores.get(2), fixture.genesis(), folder);
  }

  /** The same with transactions after the clearing and after the settlement, too. */
  static void exportOfBatches(
      LedgerFixture fixture,
      Path folder,
      List<byte[]> afterBooks,
      List<byte[]> afterClearing,
      List<byte[]> afterSettlement)
      throws IOException {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    ValidatorNet net = ValidatorNet.batching(fixture, stores);
    settle(net, fixture, true, afterClearing, afterBooks.toArray(byte[][]::new));
    for (byte[] transaction : afterSettlement) {
      net.submit(transaction);
    }
    LedgerExport.write(stores.get(2), fixture.genesis(), folder);
  }

  static void export(LedgerFixture fixture, Path folder, boolean cleared) throws IOException {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    make(fixture, stores, cleared);
    LedgerExport.write(stores.get(2), fixture.genesis(), folder);
  }
}
