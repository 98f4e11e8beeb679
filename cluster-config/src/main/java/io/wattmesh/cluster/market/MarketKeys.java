package io.wattmesh.cluster.market;

import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Signer;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of all who sign in a market, by their names: everybody's public one, some private. */
public interface MarketKeys {
  VerificationKey publicKey(String name);

  /** Whether the private key is here. */
  boolean holds(String name);

  /**
   * @throws IllegalStateException if the key is not here
   */
  SigningKey signingKey(String name);

  /**
   * Signs as the private key does, for roles of which a node may have millions.
   *
   * @throws IllegalStateException if the key is not here
   */
  default Signer signer(String name) {
    return signingKey(name);
  }

  /** Whether any key that was asked for so far derives from the market's seed. */
  boolean areDemonstration();

  /** All derived from a seed: whoever knows it has them all. */
  static MarketKeys demonstration(long seed) {
    Map<String, SigningKey> derived = new ConcurrentHashMap<>();
    Map<String, VerificationKey> publicKeys = new ConcurrentHashMap<>();
    return new MarketKeys() {
      @Override
      public VerificationKey publicKey(String name) {
        return publicKeys.computeIfAbsent(
            name, any -> DemoKeys.derive(seed, name).verificationKey());
      }

      @Override
      public boolean holds(String name) {
        return true;
      }

      @Override
      public SigningKey signingKey(String name) {
        return derived.computeIfAbsent(name, any -> DemoKeys.derive(seed, name));
      }

      @Override
      public Signer signer(String name) {
        return DemoKeys.signer(seed, name);
      }

      @Override
      public boolean areDemonstration() {
        return true;
      }
    };
  }
}
