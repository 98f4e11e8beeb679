package io.wattmesh.load.generate;

import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.util.function.LongSupplier;

/** How a run comes to its market: one of its own in this process, or a cluster's. */
interface MarketDoor {
  /** What the run hears of the market; called on any thread. */
  interface Ears {
    void onBlock(CommittedBlock block);

    /** A clearing is handed in to the ledger, where that can be seen. */
    void onHandedIn(long interval);

    /** What a participant is told. */
    void onTold(ParticipantId participant, ToProsumer message);

    /** What whoever reads figures must know. */
    void onTrouble(String what);
  }

  /** The market as participants reach it. */
  interface Reached extends AutoCloseable {
    /** Its time, milliseconds since 1970 UTC; the run begins before its first window opens. */
    LongSupplier clock();

    /** The interval that is the run's first. */
    long firstInterval();

    /** Sends a signed bid to the aggregator of a bus. */
    void bid(int bus, byte[] bid);

    /** Lets the meters of a bus see a delivery. */
    void deliver(int bus, ToMeter.Delivered delivered);

    /** Is called some fifty times a second. */
    void remind();

    /** Whether the market can't be reached any more. */
    boolean isGone();

    @Override
    void close();
  }

  /** Opens it: when this returns, bids can be sent once the first window opens. */
  Reached open(FleetMarket market, Ears ears) throws IOException, InterruptedException;

  /** Where fleet and market run, for results. */
  RunPlace place();

  /** Whether participants are told their awards; if not, they follow from the ledger. */
  boolean tellsAwards();
}
