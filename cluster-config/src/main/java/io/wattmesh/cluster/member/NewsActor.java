package io.wattmesh.cluster.member;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.member.CommittedBooks.Book;
import io.wattmesh.cluster.node.LedgerNews;
import io.wattmesh.cluster.node.NewsAudience;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Tells the ledger's news to the roles on this node, in the ledger's order. A role that comes to
 * life here is told what it missed first, so it needs no memory of its own, and no news is lost on
 * the way from node to node: none goes that way.
 */
final class NewsActor {
  /** So many ends a region remembers one by one; older ones are over for it all the same. */
  private static final int ENDS_TOLD = 64;

  /** What it hears. */
  sealed interface Command {}

  /** The ledger has one block more. */
  record Committed(CommittedBlock block) implements Command {}

  /** A role has come to life here. */
  record Attend(Reader reader) implements Command {}

  /**
   * The node is told to stop: is done, with the number of books, when those are committed that its
   * aggregators owe now.
   *
   * @param nowMillis the market's time
   */
  record Finish(long nowMillis, CompletableFuture<Integer> finished) implements Command {}

  /**
   * Tells which books of this node's aggregators are late.
   *
   * @param nowMillis the market's time
   * @param late is called on this actor's thread
   */
  record LookForLate(long nowMillis, Consumer<Set<Book>> late) implements Command {}

  private record Left(Reader reader) implements Command {}

  /** A role on this node. */
  sealed interface Reader {
    ActorRef<?> actor();
  }

  record ProsumerReader(ParticipantId id, ActorRef<ToProsumer> actor) implements Reader {}

  record AggregatorReader(AggregatorSeat seat, ActorRef<ToAggregator> actor) implements Reader {}

  record MeterReader(int bus, ActorRef<ToMeter> actor) implements Reader {}

  record RegionReader(int region, ActorRef<ToRegion> actor) implements Reader {}

  private final ActorContext<Command> self;
  private final ScenarioMarket market;
  private final MarketMemory memory;
  private final LedgerNews news;
  private final Map<ParticipantId, ProsumerReader> prosumers = new HashMap<>();
  private final Map<AggregatorSeat, AggregatorReader> aggregators = new HashMap<>();
  private final Map<Integer, MeterReader> meters = new HashMap<>();
  private final Map<Integer, RegionReader> regions = new HashMap<>();
  private final CommittedBooks books;
  private final List<Finishing> finishing = new ArrayList<>();

  /** Books that somebody waits for. */
  private record Finishing(int books, Set<Book> owed, CompletableFuture<Integer> finished) {}

  private NewsActor(ActorContext<Command> self, ScenarioMarket market) {
    this.self = self;
    this.market = market;
    this.memory = new MarketMemory(market);
    MarketParameters parameters = market.genesis().parameters();
    this.books = new CommittedBooks(parameters.schedule(), market.clearing().sealed());
    this.news = newsFor(new Readers(prosumers, aggregators, meters, regions));
  }

  static Behavior<Command> create(ScenarioMarket market) {
    return Behaviors.setup(
        self -> Behaviors.receiveMessage(new NewsActor(self, market)::onMessage));
  }

  private LedgerNews newsFor(NewsAudience audience) {
    return new LedgerNews(audience, market.clearing(), market.genesis().parameters());
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Committed committed -> onCommitted(committed.block());
      case Attend attend -> onAttend(attend.reader());
      case Finish finish -> onFinish(finish);
      case LookForLate look -> look.late().accept(books.late(here(), look.nowMillis()));
      case Left left -> onLeft(left.reader());
    }
    return Behaviors.same();
  }

  private void onCommitted(CommittedBlock block) {
    news.tell(block);
    books.onBlock(block);
    lookWhatIsFinished();
    for (DecidedInterval decided : memory.onBlock(block)) {
      prosumers.values().forEach(prosumer -> tell(prosumer, decided));
    }
  }

  private void onFinish(Finish finish) {
    Set<Book> owed = books.owed(here(), finish.nowMillis());
    finishing.add(new Finishing(owed.size(), owed, finish.finished()));
    lookWhatIsFinished();
  }

  private List<ParticipantId> here() {
    return aggregators.keySet().stream().map(market.clearing()::aggregator).toList();
  }

  private void lookWhatIsFinished() {
    finishing.removeIf(
        one -> {
          one.owed().removeIf(books::has);
          return one.owed().isEmpty() && one.finished().complete(one.books());
        });
  }

  private void tell(ProsumerReader prosumer, DecidedInterval decided) {
    prosumer
        .actor()
        .tell(decided.award(memory.seat(prosumer.id()), memory.place(memory.bus(prosumer.id()))));
  }

  private void onAttend(Reader reader) {
    self.watchWith(reader.actor(), new Left(reader));
    switch (reader) {
      case ProsumerReader prosumer -> {
        prosumers.put(prosumer.id(), prosumer);
        memory.decidedInOrder().forEach(decided -> tell(prosumer, decided));
        tellOpen(new Readers(Map.of(prosumer.id(), prosumer), Map.of(), Map.of(), Map.of()));
      }
      case AggregatorReader aggregator -> {
        aggregators.put(aggregator.seat(), aggregator);
        tellPast(aggregator);
        tellOpen(new Readers(Map.of(), Map.of(aggregator.seat(), aggregator), Map.of(), Map.of()));
      }
      case MeterReader meter -> {
        meters.put(meter.bus(), meter);
        memory
            .lastSettled()
            .ifPresent(interval -> meter.actor().tell(new ToMeter.IntervalEnded(interval)));
      }
      case RegionReader region -> {
        regions.put(region.region(), region);
        List<DecidedInterval> ended = List.copyOf(memory.decided());
        ended.stream()
            .skip(Math.max(0, ended.size() - ENDS_TOLD))
            .forEach(one -> region.actor().tell(new ToRegion.ClearingEnded(one.interval())));
        tellOpen(new Readers(Map.of(), Map.of(), Map.of(), Map.of(region.region(), region)));
      }
    }
  }

  /** What it plans by; who was awarded what, the participants hear on their own nodes. */
  private void tellPast(AggregatorReader aggregator) {
    int place = memory.place(aggregator.seat().bus());
    for (DecidedInterval one : memory.decided()) {
      if (!one.voided()) {
        aggregator
            .actor()
            .tell(
                new ToAggregator.PriceWas(
                    one.interval(), one.settlementPricesMicrosPerMwh()[place]));
      }
    }
  }

  private void tellOpen(Readers readers) {
    LedgerNews toThem = newsFor(readers);
    for (LedgerEvent event : memory.open()) {
      toThem.tell(event);
    }
  }

  private void onLeft(Reader reader) {
    switch (reader) {
      case ProsumerReader prosumer -> prosumers.remove(prosumer.id(), prosumer);
      case AggregatorReader aggregator -> {
        aggregators.remove(aggregator.seat(), aggregator);
        ParticipantId gone = market.clearing().aggregator(aggregator.seat());
        finishing.forEach(one -> one.owed().removeIf(book -> book.aggregator().equals(gone)));
        lookWhatIsFinished();
      }
      case MeterReader meter -> meters.remove(meter.bus(), meter);
      case RegionReader region -> regions.remove(region.region(), region);
    }
  }

  /** Those who are here. */
  private record Readers(
      Map<ParticipantId, ProsumerReader> prosumers,
      Map<AggregatorSeat, AggregatorReader> aggregators,
      Map<Integer, MeterReader> meters,
      Map<Integer, RegionReader> regions)
      implements NewsAudience {
    @Override
    public void tell(AggregatorSeat seat, ToAggregator message) {
      AggregatorReader reader = aggregators.get(seat);
      if (reader != null) {
        reader.actor().tell(message);
      }
    }

    @Override
    public void tellMeter(int bus, ToMeter message) {
      MeterReader reader = meters.get(bus);
      if (reader != null) {
        reader.actor().tell(message);
      }
    }

    @Override
    public void tellRegion(int region, ToRegion message) {
      RegionReader reader = regions.get(region);
      if (reader != null) {
        reader.actor().tell(message);
      }
    }

    @Override
    public void tellProsumer(ParticipantId participant, ToProsumer message) {
      ProsumerReader reader = prosumers.get(participant);
      if (reader != null) {
        reader.actor().tell(message);
      }
    }
  }
}
