package io.wattmesh.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cluster.market.MarketKeys;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who signs without keeping a key signs as the key does. */
class SignerTest {
  private static final byte[] MESSAGE = "a bid".getBytes(StandardCharsets.US_ASCII);

  private final MarketKeys derived = MarketKeys.demonstration(7);

  @Test
  void whoeverSignsByNameSignsUnderThePublicKeyOfThatName() {
    Signature signature = derived.signer("house-0001").sign(MESSAGE);
    assertThat(derived.publicKey("house-0001").verify(MESSAGE, signature)).isTrue();
    assertThat(derived.signingKey("house-0001").sign(MESSAGE)).isEqualTo(signature);
    assertThat(derived.publicKey("house-0002").verify(MESSAGE, signature)).isFalse();
  }

  @Test
  void whoIsInTheListSignsWithTheKeyThatIsHereAndOthersWithTheDerivedOne() {
    SigningKey own = DemoKeys.derive(99, "elsewhere");
    var keys =
        new FileKeys(
            Map.of("house-0001", own.verificationKey()), Map.of("house-0001", own), derived);
    assertThat(keys.signer("house-0001").sign(MESSAGE)).isEqualTo(own.sign(MESSAGE));
    assertThat(keys.signer("house-0002").sign(MESSAGE))
        .isEqualTo(derived.signingKey("house-0002").sign(MESSAGE));
  }
}
