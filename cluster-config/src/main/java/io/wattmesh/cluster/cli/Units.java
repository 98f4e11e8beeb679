package io.wattmesh.cluster.cli;

import java.time.Instant;
import java.util.Locale;

/** Numbers as people should see them; amounts exactly. */
final class Units {
  private static final long MILLION = 1_000_000;
  private static final double JOULES_PER_KWH = 3.6e6;

  private Units() {}

  /** Micro-tokens as tokens, all six digits. */
  static String tokens(long micros) {
    String sign = micros < 0 ? "-" : "";
    long whole = Math.abs(micros / MILLION);
    return String.format(Locale.ROOT, "%s%,d.%06d", sign, whole, Math.abs(micros % MILLION));
  }

  /** The same with a plus sign, for changes; nothing for no change. */
  static String change(long micros) {
    return micros == 0 ? "" : (micros > 0 ? "+" : "") + tokens(micros);
  }

  /** Joules as kWh. */
  static String kwh(long joules) {
    return String.format(Locale.ROOT, "%,.6f", joules / JOULES_PER_KWH);
  }

  static String kwhChange(long joules) {
    return joules == 0 ? "" : (joules > 0 ? "+" : "") + kwh(joules);
  }

  /** Micro-dollars per MWh as dollars. */
  static String price(long microsPerMwh) {
    return tokens(microsPerMwh);
  }

  static String utc(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
