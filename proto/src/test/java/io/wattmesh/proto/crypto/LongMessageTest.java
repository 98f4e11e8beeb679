package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages around and beyond what the native provider takes. */
class LongMessageTest {
  @ParameterizedTest
  @ValueSource(ints = {999_999, 1_000_000, 1_000_001, 1_048_576, 1_048_577, 5_000_000})
  void long_messages_are_signed_and_checked_like_short_ones(int bytes) {
    SigningKey key = DemoKeys.derive(7, "long");
    byte[] message = new byte[bytes];
    message[bytes / 2] = 1;
    Signature signature = key.sign(message);
    assertThat(key.verificationKey().verify(message, signature)).isTrue();
    message[bytes - 1] ^= 1;
    assertThat(key.verificationKey().verify(message, signature)).isFalse();
  }
}
