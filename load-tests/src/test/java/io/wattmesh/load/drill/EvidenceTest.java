package io.wattmesh.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidenceTest {
  @Test
  void a_bid_that_is_lost_or_taken_twice_is_not_good_whatever_became_of_the_others() {
    assertThat(new Evidence(5, 3, 1, 1, 0, 0, 2).isGood()).isTrue();
    assertThat(new Evidence(5, 4, 0, 0, 1, 0, 0).isGood()).isFalse();
    assertThat(new Evidence(5, 4, 0, 0, 0, 1, 0).isGood()).isFalse();
  }

  @Test
  void a_promise_is_read_as_a_node_writes_it_down() throws Exception {
    String hash = "0123456789abcdef".repeat(4);

    Acknowledgement promise =
        Acknowledgement.of(
            "{\"participant\":\"house-3\",\"interval\":17,\"bidHash\":\"%s\",\"at\":\"%s\"}"
                .formatted(hash, "2026-11-30T12:00:00.250Z"));

    assertThat(promise.participant()).isEqualTo("house-3");
    assertThat(promise.interval()).isEqualTo(17);
    assertThat(promise.bid().hex()).isEqualTo(hash);
    assertThat(promise.at()).isEqualTo("2026-11-30T12:00:00.250Z");
  }
}
