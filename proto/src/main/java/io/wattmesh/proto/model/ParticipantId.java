package io.wattmesh.proto.model;

import java.util.Optional;

/**
 * The name of an account holder: 1 to 48 characters of {@code a-z 0-9 . -}, beginning with a letter
 * or digit. The ledger binds it to a public key; the name itself proves nothing.
 */
public record ParticipantId(String value) implements Comparable<ParticipantId> {
  public static final int MAX_LENGTH = 48;

  public ParticipantId {
    if (!hasForm(value)) {
      throw new IllegalArgumentException(
          "Participant id '"
              + value.substring(0, Math.min(value.length(), MAX_LENGTH))
              + "' must be 1 to 48 characters of a-z, 0-9, '.' and '-', and begin with a letter or"
              + " digit.");
    }
  }

  /** A name that may be anybody's bytes, if it has the form of an id. */
  public static Optional<ParticipantId> parse(String name) {
    return hasForm(name) ? Optional.of(new ParticipantId(name)) : Optional.empty();
  }

  // By hand: it is asked of every name in every message.
  private static boolean hasForm(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    for (int k = 1; k < name.length(); k++) {
      char at = name.charAt(k);
      if (!isLetterOrDigit(at) && at != '.' && at != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char at) {
    return (at >= 'a' && at <= 'z') || (at >= '0' && at <= '9');
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
