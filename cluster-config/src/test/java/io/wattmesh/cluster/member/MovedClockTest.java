package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovedClockTest {
  private static final long WALL = 1_764_500_000_000L;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();

  private MovedClock clock() {
    return new MovedClock(folder.resolve("shift"), () -> WALL, nanos::get);
  }

  private void say(String shift) throws IOException {
    Files.writeString(folder.resolve("shift"), shift);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
  }

  @Test
  void the_clock_jumps_by_what_the_file_says_while_it_runs_and_back_again() throws IOException {
    MovedClock clock = clock();

    assertThat(clock.getAsLong()).isEqualTo(WALL);
    say("180000\n");
    assertThat(clock.getAsLong()).isEqualTo(WALL + 180_000);
    say("-60000");
    assertThat(clock.getAsLong()).isEqualTo(WALL - 60_000);
    say("0");
    assertThat(clock.getAsLong()).isEqualTo(WALL);
  }

  @Test
  void more_than_an_hour_or_no_number_changes_nothing() throws IOException {
    MovedClock clock = clock();

    say(Long.toString(MovedClock.MAX_SHIFT_MILLIS));
    assertThat(clock.getAsLong()).isEqualTo(WALL + MovedClock.MAX_SHIFT_MILLIS);
    say(Long.toString(MovedClock.MAX_SHIFT_MILLIS + 1));
    assertThat(clock.getAsLong()).isEqualTo(WALL + MovedClock.MAX_SHIFT_MILLIS);
    say("soon");
    assertThat(clock.getAsLong()).isEqualTo(WALL + MovedClock.MAX_SHIFT_MILLIS);
  }

  @Test
  void a_process_that_was_not_started_for_a_drill_has_the_wall_clock_itself() {
    assertThat(System.getProperty(MovedClock.PROPERTY)).isNull();
    assertThat(MovedClock.wall()).isNotInstanceOf(MovedClock.class);
  }
}
