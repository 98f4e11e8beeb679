package io.wattmesh.proto.client;

/**
 * Replies that changed nothing, by reason.
 *
 * @param forged a signature, a certificate, a path or a link doesn't hold
 * @param foreign of no transaction under way, or of an epoch or a signer that is not known
 * @param duplicate a validator said it before
 * @param contradictory a validator said something else before
 * @param inconclusive proven, but it only points back to an earlier block
 */
public record ReplyCounts(
    long forged, long foreign, long duplicate, long contradictory, long inconclusive) {
  static final ReplyCounts NONE = new ReplyCounts(0, 0, 0, 0, 0);

  ReplyCounts plusForged() {
    return new ReplyCounts(forged + 1, foreign, duplicate, contradictory, inconclusive);
  }

  ReplyCounts plusForeign() {
    return new ReplyCounts(forged, foreign + 1, duplicate, contradictory, inconclusive);
  }

  ReplyCounts plusDuplicate() {
    return new ReplyCounts(forged, foreign, duplicate + 1, contradictory, inconclusive);
  }

  ReplyCounts plusContradictory() {
    return new ReplyCounts(forged, foreign, duplicate, contradictory + 1, inconclusive);
  }

  ReplyCounts plusInconclusive() {
    return new ReplyCounts(forged, foreign, duplicate, contradictory, inconclusive + 1);
  }
}
