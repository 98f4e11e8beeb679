package io.wattmesh.load.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.load.workload.ArrivalSchedule;
import io.wattmesh.load.workload.WorkloadFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedAheadTest {
  private static final long WINDOW_MICROS = 60_000_000;
  private static final long BURST_MICROS = 10_000_000;

  private final IntervalBids bids =
      new IntervalBids(
          0,
          true,
          100,
          offsets ->
              new ArrivalSchedule(
                      WorkloadFile.parse(
                          "test",
                          "{name: test, devices: 100, intervals: 1, interval: 60s, lead: 20s}"))
                  .fill(0, offsets));
  private final List<Integer> made = new ArrayList<>();
  private final SignedAhead ahead =
      new SignedAhead(20, 80, 10_000, WINDOW_MICROS, device -> new byte[] {note(device)});

  private byte note(int device) {
    made.add(device);
    return (byte) device;
  }

  private boolean isOfTheBurst(int device) {
    return bids.offsetMicros(device) >= WINDOW_MICROS - BURST_MICROS;
  }

  @Test
  void theBidsOfTheBurstAndNoOthersAreSignedBeforeItBegins() {
    ahead.begin(bids);
    for (int turn = 0; turn < 100; turn++) {
      ahead.signMore(turn);
    }

    assertThat(made).isNotEmpty().allMatch(this::isOfTheBurst);
    for (int device = 20; device < 80; device++) {
      assertThat(ahead.take(device).isPresent()).isEqualTo(isOfTheBurst(device));
      assertThat(ahead.take(device)).isEmpty();
    }
  }

  @Test
  void nothingIsSignedAheadOnceTheBurstHasBegun() {
    ahead.begin(bids);
    ahead.signMore(WINDOW_MICROS - BURST_MICROS);

    assertThat(made).isEmpty();
  }

  @Test
  void aNewWindowForgetsWhatTheLastDidNotSend() {
    ahead.begin(bids);
    ahead.signMore(0);
    int signed = made.getFirst();
    ahead.begin(bids);

    assertThat(ahead.take(signed)).isEmpty();
  }
}
