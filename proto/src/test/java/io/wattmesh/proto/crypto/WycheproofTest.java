package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** Project Wycheproof's vectors for Ed25519 verification, all of them. */
class WycheproofTest {
  @Test
  void the_verdict_is_wycheproofs_on_every_vector() throws IOException {
    int tests =
        forEach((key, test) -> assertThat(ours(key, test)).as("%s", test).isEqualTo(isValid(test)));

    assertThat(tests).isEqualTo(151);
  }

  @Test
  void what_the_native_provider_accepts_is_valid() throws IOException {
    forEach(
        (key, test) -> {
          if (fast(key, test)) {
            assertThat(isValid(test)).as("%s", test).isTrue();
          }
        });
  }

  @Test
  void bouncy_castle_alone_comes_to_the_same_verdict() throws IOException {
    forEach(
        (key, test) -> {
          byte[] signature = hex(test, "sig");
          byte[] message = hex(test, "msg");
          boolean accepted =
              signature.length == Signature.BYTES
                  && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
          assertThat(accepted).as("%s", test).isEqualTo(ours(key, test));
        });
  }

  private static boolean ours(byte[] key, JsonNode test) {
    Signature signature;
    try {
      signature = Signature.of(hex(test, "sig"));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return VerificationKey.of(key).verify(hex(test, "msg"), signature);
  }

  private static boolean fast(byte[] key, JsonNode test) {
    try {
      return VerificationKey.of(key)
          .verifyWith(Providers.fastest(), hex(test, "msg"), hex(test, "sig"));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isValid(JsonNode test) {
    return switch (test.get("result").asText()) {
      case "valid" -> true;
      case "invalid" -> false;
      default -> throw new AssertionError("A vector that may go either way: " + test);
    };
  }

  private static int forEach(BiConsumer<byte[], JsonNode> check) throws IOException {
    int count = 0;
    try (InputStream in =
        WycheproofTest.class.getResourceAsStream("/wycheproof/ed25519_test.json")) {
      for (JsonNode group : new ObjectMapper().readTree(in).get("testGroups")) {
        byte[] key = hex(group.get("publicKey"), "pk");
        for (JsonNode test : group.get("tests")) {
          check.accept(key, test);
          count++;
        }
      }
    }
    return count;
  }

  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText());
  }
}
