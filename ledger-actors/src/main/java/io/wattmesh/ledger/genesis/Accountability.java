package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;

/**
 * How those who keep others' bids and data are held to their word.
 *
 * @param omissions what a bid that was acknowledged and left out costs its aggregator
 */
public record Accountability(OmissionTerms omissions) {
  /** Nobody is held to anything. */
  public static final Accountability NONE = new Accountability(OmissionTerms.NONE);

  public Accountability {
    Objects.requireNonNull(omissions);
  }

  void write(CanonicalWriter out) {
    omissions.write(out);
  }

  static Accountability read(CanonicalReader in) {
    return new Accountability(OmissionTerms.read(in));
  }
}
