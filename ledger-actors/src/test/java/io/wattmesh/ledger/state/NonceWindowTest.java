package io.wattmesh.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class NonceWindowTest {
  @Test
  void nonces_count_from_one_and_are_free_until_used_or_256_below_the_highest() {
    NonceWindow window = NonceWindow.EMPTY;
    assertThat(window.isFree(0)).isFalse();
    assertThat(window.isFree(-7)).isFalse();
    assertThat(window.isFree(1)).isTrue();
    assertThat(window.isFree(Long.MAX_VALUE)).isTrue();

    window = window.with(300);
    assertThat(window.highest()).isEqualTo(300);
    assertThat(window.isFree(300)).isFalse();
    assertThat(window.isBelow(300)).isFalse();
    assertThat(window.isFree(45)).isTrue();
    assertThat(window.isFree(44)).isFalse();
    assertThat(window.isBelow(44)).isTrue();
  }

  @Test
  void a_nonce_that_is_not_free_cannot_be_used() {
    NonceWindow window = NonceWindow.EMPTY.with(300).with(45);

    for (long nonce : new long[] {0, 44, 45, 300}) {
      assertThatThrownBy(() -> window.with(nonce)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_highest_nonce_of_all_ends_the_window() {
    NonceWindow window = NonceWindow.EMPTY.with(Long.MAX_VALUE).with(Long.MAX_VALUE - 255);

    assertThat(window.isFree(Long.MAX_VALUE)).isFalse();
    assertThat(window.isFree(Long.MAX_VALUE - 255)).isFalse();
    assertThat(window.isFree(Long.MAX_VALUE - 254)).isTrue();
    assertThat(window.isFree(Long.MAX_VALUE - 256)).isFalse();
  }

  @Test
  void whatever_the_order_it_says_of_each_nonce_what_a_set_of_them_says() {
    for (long seed = 0; seed < 300; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      NonceWindow window = NonceWindow.EMPTY;
      Set<Long> used = new HashSet<>();
      long highest = 0;
      for (int k = 0; k < 400; k++) {
        long step = random.nextInt(30) == 0 ? random.nextLong(600) : random.nextLong(4);
        long nonce = Math.max(1, highest + step - random.nextLong(300) * random.nextInt(2));
        boolean free = !used.contains(nonce) && nonce > highest - 256;
        assertThat(window.isFree(nonce)).as("seed %d, nonce %d", seed, nonce).isEqualTo(free);
        if (free) {
          window = window.with(nonce);
          used.add(nonce);
          highest = Math.max(highest, nonce);
        }
        assertThat(window.highest()).isEqualTo(highest);
        Account account = Account.EMPTY.withCalls(window);
        assertThat(Account.ofBytes(account.toBytes())).isEqualTo(account);
      }
    }
  }
}
