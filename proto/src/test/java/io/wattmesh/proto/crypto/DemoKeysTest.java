package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoKeysTest {
  @Test
  void aSignerThatKeepsNoKeySignsAsTheKeyDoes() {
    byte[] message = "a bid".getBytes(StandardCharsets.US_ASCII);
    SigningKey key = DemoKeys.derive(7, "house-0001");
    Signature signature = DemoKeys.signer(7, "house-0001").sign(message);
    assertThat(signature).isEqualTo(key.sign(message));
    assertThat(key.verificationKey().verify(message, signature)).isTrue();
    assertThat(DemoKeys.signer(8, "house-0001").sign(message)).isNotEqualTo(signature);
  }
}
