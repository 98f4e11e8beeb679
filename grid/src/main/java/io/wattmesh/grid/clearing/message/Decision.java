package io.wattmesh.grid.clearing.message;

/** What the root of the region tree has decided for all regions. */
public enum Decision {
  /** ADMM: next round by the plain step. */
  PLAIN_STEP,
  /** ADMM: next round by the accelerated step; values are its coefficients. */
  ACCELERATED_STEP,
  /** ADMM: the last accelerated step did harm; back to the plain step it replaced. */
  RETREAT,
  /** Try to finish exactly from the present iterate. */
  POLISH,
  /** Polish: solve again with the corrected active set. */
  CORRECT,
  /** Polish: one more refinement solve. */
  REFINE,
  /** Polish: the point is optimal. */
  ACCEPT,
  /** Polish: give up and go on with the method that called. */
  RESUME,
  /** The interior-point method takes over; the value is a price to start from. */
  TAKE_OVER,
  /** Interior point: values are what the next half step needs. */
  ADVANCE,
  /** Interior point: the second-order correction belongs to the step; the value is the target. */
  SECOND_ORDER,
  /** The result has arrived at the root. */
  FINISHED,
  /** No price can be had; see the reason at the root's code. */
  FAIL
}
