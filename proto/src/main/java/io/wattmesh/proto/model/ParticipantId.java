package io.wattmesh.proto.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an account holder: 1 to 48 characters of {@code a-z 0-9 . -}, beginning with a letter
 * or digit. The ledger binds it to a public key; the name itself proves nothing.
 */
public record ParticipantId(String value) implements Comparable<ParticipantId> {
  public static final int MAX_LENGTH = 48;
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,47}");

  public ParticipantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Participant id '"
              + value.substring(0, Math.min(value.length(), MAX_LENGTH))
              + "' must be 1 to 48 characters of a-z, 0-9, '.' and '-', and begin with a letter or"
              + " digit.");
    }
  }

  /** A name that may be anybody's bytes, if it has the form of an id. */
  public static Optional<ParticipantId> parse(String name) {
    return FORM.matcher(name).matches() ? Optional.of(new ParticipantId(name)) : Optional.empty();
  }

  @Override
  public int compareTo(ParticipantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
