package io.wattmesh.grid.certificate;

/**
 * What a check of a clearing certificate found.
 *
 * @param reason {@link Reason#VALID}, or the first check that failed
 * @param detail the values that decided, with bus or branch, and the limit
 * @param gap the proven distance to the optimum; {@link GapBound#NOT_REACHED} if an earlier check
 *     failed
 * @param bindingBranches branches with a price whose flow stands at its limit, within tolerance
 */
public record Verdict(Reason reason, String detail, GapBound gap, int bindingBranches) {

  static Verdict refused(Reason reason, String detail) {
    return new Verdict(reason, detail, GapBound.NOT_REACHED, 0);
  }

  public boolean isValid() {
    return reason == Reason.VALID;
  }
}
