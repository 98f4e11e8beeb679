package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HashTest {
  private static final String HEX =
      "80000000000000000000000000000000000000000000000000000000000000f1";

  @Test
  void hexadecimal_digits_round_trip() {
    assertThat(Hash.ofHex(HEX)).hasToString(HEX).isEqualTo(Hash.of(Hash.ofHex(HEX).bytes()));
    assertThat(Hash.ofHex(HEX).shortHex()).isEqualTo("800000000000");
  }

  @Test
  void other_lengths_are_refused_with_the_length() {
    assertThatThrownBy(() -> Hash.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A hash is 32 bytes, these are 31.");
    assertThatThrownBy(() -> Hash.ofHex(HEX + "00")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hash.ofHex("zz")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bits_are_counted_from_the_most_significant_of_the_first_byte() {
    Hash hash = Hash.ofHex(HEX);
    assertThat(hash.bit(0)).isTrue();
    assertThat(hash.bit(1)).isFalse();
    assertThat(hash.bit(251)).isTrue();
    assertThat(hash.bit(252)).isFalse();
    assertThat(hash.bit(255)).isTrue();
  }

  @Test
  void order_is_that_of_unsigned_bytes_and_so_of_the_digits() {
    Hash high = Hash.ofHex(HEX);
    Hash low = Hash.ofHex("7f" + HEX.substring(2));
    assertThat(high).isGreaterThan(low).isGreaterThan(Hash.ZERO);
  }

  @Test
  void the_bytes_handed_out_and_in_are_copies() {
    byte[] bytes = new byte[32];
    Hash hash = Hash.of(bytes);
    bytes[0] = 1;
    hash.bytes()[0] = 1;
    assertThat(hash).isEqualTo(Hash.ZERO);
  }
}
