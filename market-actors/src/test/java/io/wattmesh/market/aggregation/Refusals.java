package io.wattmesh.market.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

/** What a refusal says, for answers that must be one. */
final class Refusals {
  private Refusals() {}

  static RefusalReason reasonOf(BidAnswer answer) {
    assertThat(answer).isInstanceOf(BidAnswer.Refuse.class);
    return ((BidAnswer.Refuse) answer).reason();
  }
}
