package io.wattmesh.ledger;

import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How a test's messages are signed and checked. */
public enum Signing {
  /** Ed25519, as validators do. */
  REAL {
    @Override
    public SignatureCheck check() {
      return SignatureCheck.EACH;
    }

    @Override
    public SignedEnvelope sign(
        SigningContext context, MessageType type, String signer, byte[] payload) {
      return context.sign(type, signer, payload, key(signer));
    }
  },
  /** The signer's public key, filled up: costs nothing, for thousands of histories. */
  TAGGED {
    @Override
    public SignatureCheck check() {
      return (envelope, key, context) ->
          envelope.context().equals(context)
              && Arrays.equals(
                  envelope.signature().bytes(), Arrays.copyOf(key.bytes(), Signature.BYTES));
    }

    @Override
    public SignedEnvelope sign(
        SigningContext context, MessageType type, String signer, byte[] payload) {
      byte[] tag = Arrays.copyOf(key(signer).verificationKey().bytes(), Signature.BYTES);
      return new SignedEnvelope(context, type, signer, payload, Signature.of(tag));
    }
  };

  private static final long SEED = 42;
  private static final Map<String, SigningKey> KEYS = new ConcurrentHashMap<>();

  public abstract SignatureCheck check();

  public abstract SignedEnvelope sign(
      SigningContext context, MessageType type, String signer, byte[] payload);

  public static SigningKey key(String name) {
    return KEYS.computeIfAbsent(name, any -> DemoKeys.derive(SEED, name));
  }
}
