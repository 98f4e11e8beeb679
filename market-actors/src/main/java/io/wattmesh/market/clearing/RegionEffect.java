package io.wattmesh.market.clearing;

import io.wattmesh.proto.crypto.SignedEnvelope;

/** What a region's actor must do. */
public sealed interface RegionEffect {
  /** Send to another region. */
  record SendToRegion(int region, SignedEnvelope envelope) implements RegionEffect {}

  /** Send once more what another region asks for. */
  record SendAgain(int region, SignedEnvelope envelope) implements RegionEffect {}

  /** Ask the aggregator that speaks for a bus what its bids answer to a price. */
  record AskResponse(long interval, int bus, int place, long pricePicosPerMwh)
      implements RegionEffect {}

  /** Hand the signed clearing to the ledger. */
  record Submit(SignedEnvelope clearing, ClearingFigures figures) implements RegionEffect {}

  /** No prices were found; the interval will be void at its deadline. */
  record GiveUp(long interval, String reason) implements RegionEffect {}

  /** The interval is void: say how far this region got, and lay open what it was told. */
  record Abandon(long interval, String reason, Testimony testimony) implements RegionEffect {}

  /** A message was refused; for logs and counters. */
  record Refuse(String reason) implements RegionEffect {}
}
