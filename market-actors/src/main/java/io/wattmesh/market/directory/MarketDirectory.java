package io.wattmesh.market.directory;

import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.metering.MeterCabinet;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.proto.model.ParticipantId;

/** Gives each role what it needs to begin: its own key and what is public of its neighbours. */
public interface MarketDirectory {
  /** A participant's role from its beginning; awards bring it to the present. */
  Participation participation(ParticipantId id);

  BidIntake.Desk desk(AggregatorSeat seat);

  MeterCabinet.Post meters(int bus);

  RegionPost region(int region);

  /** The clearing region of a bus. */
  int regionOf(int bus);
}
