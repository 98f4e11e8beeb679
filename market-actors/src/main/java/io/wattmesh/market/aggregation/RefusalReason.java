package io.wattmesh.market.aggregation;

/** Why an aggregator refuses a bid. */
public enum RefusalReason {
  /** The bytes are no signed bid. */
  MALFORMED,
  /** Power or price of the curve falls from one point to the next. */
  NON_MONOTONE_CURVE,
  /** The bid is open where bids are sealed: it is forgotten at once. */
  NOT_SEALED,
  /** The bidder is not registered at this bus. */
  UNKNOWN_PARTICIPANT,
  /** The signature does not hold for this chain and epoch. */
  BAD_SIGNATURE,
  /** The bid is for another bus. */
  WRONG_BUS,
  /** The bid is not for the interval whose gate is open. */
  WRONG_INTERVAL,
  /** The gate has closed. */
  GATE_CLOSED,
  /** The book holds a bid of this participant with this nonce or a higher one. */
  STALE_NONCE,
  /** No schedule keeps the bid's request, or only within less than what a watt moves. */
  INFEASIBLE_REQUEST,
  /** The book would outgrow what can be signed: bid through another aggregator of the bus. */
  BOOK_FULL
}
