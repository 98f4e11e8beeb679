package io.wattmesh.cluster.simulate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Seeds from one to another, both included; written {@code 0..1999}, or one alone. */
public record SeedRange(long from, long to) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

  public SeedRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "Seeds go from 0 on, the lower first; %d..%d does not.".formatted(from, to));
    }
  }

  public static SeedRange parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no range of seeds; write 0..1999.".formatted(text));
    }
    long from = Long.parseLong(matcher.group(1));
    return new SeedRange(from, matcher.group(2) == null ? from : Long.parseLong(matcher.group(2)));
  }

  public long count() {
    return to - from + 1;
  }
}
