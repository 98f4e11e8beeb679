package io.wattmesh.load.workload;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices of one of several generators: those whose index, modulo the number of generators, is
 * one less than its number.
 *
 * @param number of the generator, from 1
 * @param of how many there are
 */
public record Part(int number, int of) {
  /** All devices. */
  public static final Part WHOLE = new Part(1, 1);

  private static final int MOST = 1_000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})/(\\d{1,4})");
  private static final Pattern ROLE = Pattern.compile("load-(\\d{1,4})-of-(\\d{1,4})");

  public Part {
    if (of < 1 || of > MOST || number < 1 || number > of) {
      throw new IllegalArgumentException(
          "%d/%d: a generator is number 1 to N of N, and N is at most %d."
              .formatted(number, of, MOST));
    }
  }

  /**
   * Reads a part as {@code K/N}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Part parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no part; write K/N, such as 1/2.".formatted(text));
    }
    return new Part(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  /** The part of a member of the cluster that has this role; none if it is another role. */
  static Optional<Part> ofRole(String role) {
    Matcher form = ROLE.matcher(role);
    if (!form.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(form.group(1));
    int of = Integer.parseInt(form.group(2));
    return number >= 1 && number <= of && of <= MOST
        ? Optional.of(new Part(number, of))
        : Optional.empty();
  }

  /** The part of a member of the cluster that has these roles; none if it generates no load. */
  public static Optional<Part> ofRoles(Iterable<String> roles) {
    for (String role : roles) {
      Optional<Part> part = ofRole(role);
      if (part.isPresent()) {
        return part;
      }
    }
    return Optional.empty();
  }

  /** The role by which a member of the cluster is known to have it. */
  public String role() {
    return "load-%d-of-%d".formatted(number, of);
  }

  public boolean has(int device) {
    return device % of == number - 1;
  }

  /** How many of so many devices it has. */
  public int share(int devices) {
    return devices / of + (devices % of >= number ? 1 : 0);
  }

  /** Whether it bids for those who are no devices. */
  public boolean isFirst() {
    return number == 1;
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
