package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Known answers of FIPS 180-4's examples and NIST's long message. */
@Tag("seed-19")
class Sha256Test {
  @Test
  void the_empty_message_has_the_known_digest() {
    assertThat(Sha256.of())
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void one_block_has_the_known_digest() {
    assertThat(Sha256.of(ascii("abc")))
        .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void two_blocks_have_the_known_digest() {
    assertThat(Sha256.of(ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))
        .hasToString("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }

  @Test
  void a_million_times_a_has_the_known_digest() {
    byte[] message = new byte[1_000_000];
    Arrays.fill(message, (byte) 'a');
    assertThat(Sha256.of(message))
        .hasToString("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  @Test
  void parts_are_hashed_as_their_concatenation() {
    assertThat(Sha256.of(ascii("a"), ascii(""), ascii("bc"))).isEqualTo(Sha256.of(ascii("abc")));
  }

  @Test
  void a_label_ends_with_a_zero_byte_so_it_cannot_run_into_the_value() {
    assertThat(Sha256.labelled("ab", ascii("c"))).isEqualTo(Sha256.of(ascii("ab\0c")));
    assertThat(Sha256.labelled("ab", ascii("c"))).isNotEqualTo(Sha256.labelled("a", ascii("bc")));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
