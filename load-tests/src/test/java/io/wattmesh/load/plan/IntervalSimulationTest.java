package io.wattmesh.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Intervals of the shipped model. */
class IntervalSimulationTest {
  private static final long SEED = 7;
  private static final int HOPS = 400;

  private final CostModel model = CostModel.fit(PointFile.shipped());
  private final EncodedSizes sizes = EncodedSizes.measure();
  private final Scale scale = new Scale(200_000, 200_000, 1_354, 4, 4);

  private Point.Parts run(Scale of, double cores, long seed) {
    var clearing = new IntervalSimulation.Clearing(HOPS);
    Site site = Site.oneMachine(cores, 300);
    return new IntervalSimulation(model, sizes, of, site, clearing, seed).run();
  }

  @Test
  void the_same_seed_gives_the_same_interval_and_another_one_nearly_the_same() {
    Point.Parts first = run(scale, 2, SEED);

    assertThat(run(scale, 2, SEED)).isEqualTo(first);
    Point.Parts other = run(scale, 2, SEED + 1);
    assertThat(other).isNotEqualTo(first);
    assertThat(other.books()).isCloseTo(first.books(), within(first.books() / 100));
  }

  @Test
  void work_that_fills_a_machine_takes_as_long_as_its_processor_time() {
    double seconds = run(scale, 2, SEED).books();
    double needed = model.busy().seconds(model.booksSeconds(scale)) / 2;

    assertThat(seconds).isBetween(needed, 1.1 * needed);
  }

  @Test
  void more_processors_make_it_faster_until_what_comes_one_after_another_is_left() {
    double two = run(scale, 2, SEED).books();
    double four = run(scale, 4, SEED).books();
    double many = run(scale, 400, SEED).books();

    assertThat(four).isBetween(0.45 * two, 0.6 * two);
    double each = model.law(Stage.EXECUTION).eachSeconds() + model.law(Stage.CHECKS).eachSeconds();
    double oneThread = scale.bids() * each;
    assertThat(many).isBetween(oneThread, four);
  }
}
