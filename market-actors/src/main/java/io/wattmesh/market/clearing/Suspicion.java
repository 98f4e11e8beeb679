package io.wattmesh.market.clearing;

import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/**
 * What an inquiry found against somebody.
 *
 * @param named who it is, or several of whom it is one
 * @param evidence step, addressee and values, so that it can be gone over again
 */
public record Suspicion(List<ParticipantId> named, Kind kind, String evidence) {
  /** What somebody did, by what it takes to know it. */
  public enum Kind {
    /** Two different messages, both signed, in one place. Proven by the two alone. */
    CONTRADICTION(true),
    /**
     * A signed message that the bids and the messages received do not give. Proven with the bids.
     */
    DEVIATION(true),
    /**
     * A signed message whose causes nobody shows. Its signer hides them, or was restarted shortly
     * before the deadline and has not been sent them again.
     */
    UNFOUNDED(false),
    /** A signed curve that is not the sum of the committed bids. */
    CURVE(true),
    /** A signed clearing that the result does not give. */
    CLEARING(true),
    /** Response windows that the committed bids do not give: the region or its aggregator. */
    RESPONSES(false),
    /** Something was due and not heard: whoever owed it, or the way to whoever missed it. */
    SILENCE(false);

    private final boolean proven;

    Kind(boolean proven) {
      this.proven = proven;
    }

    /** Whether signatures and bids alone prove it. */
    public boolean isProven() {
      return proven;
    }
  }

  public Suspicion {
    named = List.copyOf(named);
    if (named.isEmpty()) {
      throw new IllegalArgumentException("A suspicion names somebody; this names nobody.");
    }
  }

  @Override
  public String toString() {
    String names = String.join(" or ", named.stream().map(ParticipantId::value).toList());
    return "%s: %s, %s".formatted(names, kind, evidence);
  }
}
