package io.wattmesh.cluster.keys;

import io.wattmesh.cluster.market.MarketKeys;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.Signer;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keys of which the public ones are in a list, and some private ones here. Whoever is not in the
 * list has a key that derives from the market's seed, and the market is a demonstration.
 */
public final class FileKeys implements MarketKeys {
  private final Map<String, VerificationKey> listed;
  private final Map<String, SigningKey> here;
  private final MarketKeys derived;
  private volatile boolean demonstration;

  /**
   * @param here private keys of some who are listed
   * @param derived the keys of those who are not
   * @throws UserErrorException if a private key is not that of the list
   */
  public FileKeys(
      Map<String, VerificationKey> listed, Map<String, SigningKey> here, MarketKeys derived) {
    this.listed = Map.copyOf(listed);
    this.here = new HashMap<>(here);
    this.derived = derived;
    here.forEach(
        (name, key) -> {
          VerificationKey known = listed.get(name);
          if (!key.verificationKey().equals(known)) {
            throw new UserErrorException(
                "The private key of %s belongs to %s, and the list of public keys has %s. Put the right one into the list, the same on every node."
                    .formatted(name, key.verificationKey(), known == null ? "none" : known));
          }
        });
  }

  /** Forgets all private keys but those of these. */
  public synchronized void keepOnly(Set<String> names) {
    here.keySet().retainAll(names);
  }

  @Override
  public VerificationKey publicKey(String name) {
    VerificationKey key = listed.get(name);
    if (key == null) {
      demonstration = true;
      return derived.publicKey(name);
    }
    return key;
  }

  @Override
  public synchronized boolean holds(String name) {
    return listed.containsKey(name) ? here.containsKey(name) : derived.holds(name);
  }

  @Override
  public synchronized SigningKey signingKey(String name) {
    if (!listed.containsKey(name)) {
      return derived.signingKey(name);
    }
    SigningKey key = here.get(name);
    if (key == null) {
      throw new IllegalStateException(
          "The private key of %s is not on this node: give it by wattmesh.keys.stores, or run the role elsewhere."
              .formatted(name));
    }
    return key;
  }

  @Override
  public Signer signer(String name) {
    return listed.containsKey(name) ? signingKey(name) : derived.signer(name);
  }

  @Override
  public boolean areDemonstration() {
    return demonstration;
  }
}
