package io.wattmesh.cluster.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For fault drills alone: the wall clock, moved by as many milliseconds as a file says, at most an
 * hour either way. It is looked at ten times a second, so that a clock can jump while its node
 * runs. A node has it only where its process was started with the system property {@value
 * #PROPERTY}, and says so; it is no setting, so that none can be left behind in a file.
 */
final class MovedClock implements LongSupplier {
  static final String PROPERTY = "wattmesh.drill.clock-shift";

  static final long MAX_SHIFT_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Logger LOG = LoggerFactory.getLogger(MovedClock.class);

  private final Path file;
  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private long lookedNanos;
  private long shiftMillis;

  MovedClock(Path file, LongSupplier wallMillis, LongSupplier nanos) {
    this.file = file;
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    this.lookedNanos = nanos.getAsLong() - LOOK_EVERY_NANOS;
  }

  /** The wall clock, milliseconds since 1970 UTC, which is moved only where a drill asks for it. */
  static LongSupplier wall() {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return System::currentTimeMillis;
    }
    LOG.atWarn()
        .addKeyValue("event", "clock-moved")
        .log("this node's clock is moved by what {} says, for a drill", file);
    return new MovedClock(Path.of(file), System::currentTimeMillis, System::nanoTime);
  }

  @Override
  public synchronized long getAsLong() {
    long now = nanos.getAsLong();
    if (now - lookedNanos >= LOOK_EVERY_NANOS) {
      lookedNanos = now;
      look();
    }
    return Math.addExact(wallMillis.getAsLong(), shiftMillis);
  }

  /** A file that is not there, or has no number of milliseconds that may be, changes nothing. */
  private void look() {
    try {
      if (Files.exists(file)) {
        long asked = Long.parseLong(Files.readString(file).strip());
        if (Math.abs(asked) <= MAX_SHIFT_MILLIS && asked != shiftMillis) {
          LOG.atWarn()
              .addKeyValue("event", "clock-moved")
              .log("this node's clock jumps by {} ms, for a drill", asked - shiftMillis);
          shiftMillis = asked;
        }
      }
    } catch (IOException | NumberFormatException e) {
      LOG.atWarn()
          .addKeyValue("event", "clock-moved")
          .log("{} is not read: {}", file, e.getMessage());
    }
  }
}
