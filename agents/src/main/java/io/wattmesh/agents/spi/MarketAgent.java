package io.wattmesh.agents.spi;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.Optional;

/**
 * The logic that bids for one participant. For each market interval it is asked for a curve and
 * later told what it was awarded:
 *
 * <pre>
 *   onInterval(k) ──► bid book, clearing ──► onAward(k) ──► meter reading
 *        ▲                                       │
 *        └─────────────── k + 1 ◄────────────────┘
 * </pre>
 *
 * <p><b>Contract.</b>
 *
 * <ul>
 *   <li>One thread at a time calls an agent; it needs no locks and may start no threads.
 *   <li>An agent does no I/O, reads no clock and draws no unseeded random numbers: time comes with
 *       the {@link IntervalContext}, randomness from {@link AgentSetup#seed()}. The same setup and
 *       the same calls give the same answers, on every machine.
 *   <li>Intervals come in rising order. The same interval may be asked for again before its award:
 *       the answer is the same. An interval may be skipped, and an award may never come; the next
 *       {@code onInterval} then means that the award was zero.
 *   <li>Every curve and every delivery lies within {@link #limits()}, which never change.
 *   <li>A call returns within milliseconds. An agent that throws is quarantined: it bids no more,
 *       what it was awarded still settles, and no other agent is affected.
 * </ul>
 */
public interface MarketAgent {
  /** The range of net injection that the ledger registers for the participant. */
  DeviceLimits limits();

  /** The marginal price over the net injection for one interval; asking changes no device. */
  BidCurve onInterval(IntervalContext context);

  /**
   * What the aggregator of the bus may plan over this and the following intervals, in addition to
   * the curve, which then is everything else; asked after {@link #onInterval} for the same
   * interval. What it plans for this interval comes back with the award. Curve and request together
   * lie within {@link #limits()}, and {@link io.wattmesh.proto.model.HorizonWindow} must find that
   * the request can be kept.
   *
   * @return none, unless the agent has a device that can wait
   */
  default Optional<HorizonRequest> onHorizon(IntervalContext context) {
    return Optional.empty();
  }

  /**
   * Runs the devices through the interval that was last bid for, as awarded.
   *
   * @param award what the market gave; zero if the interval was void or the bid was not accepted
   * @return the net injection, W on average over the interval, that the devices really deliver; it
   *     differs from the award by forecast errors and by loads that run unasked. The same award
   *     told twice returns the same number and changes nothing; awards of other intervals are an
   *     error of the caller.
   */
  long onAward(Award award);

  /** Everything that the agent has to remember, in a form of its own. */
  byte[] snapshot();

  /**
   * Goes back to a snapshot taken by an agent of the same provider, version and setup; from then on
   * both answer alike.
   *
   * @throws IllegalArgumentException if the bytes are not such a snapshot; the agent is then to be
   *     thrown away
   */
  void restore(byte[] snapshot);
}
