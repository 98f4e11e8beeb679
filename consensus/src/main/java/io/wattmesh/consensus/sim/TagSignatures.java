package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.VerificationKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signatures for simulations: a mixture of the signer's name and the message, 64 bits that fill 64
 * bytes. Anyone could make them, but nobody in a simulation makes another's: its liars sign only
 * with their own key, or fail. In return a scenario takes milliseconds, for Ed25519 would be nearly
 * all of its time. Who signed what, and whether a certificate's signers are a quorum, is judged by
 * the same code as ever.
 */
final class TagSignatures {
  static final SignatureCheck CHECK =
      new SignatureCheck() {
        @Override
        public boolean holds(Validator validator, byte[] preimage, Signature signature) {
          return signature.equals(tag(validator.id().value(), preimage));
        }

        @Override
        public VerificationKey key(byte[] bytes) {
          VerificationKey known = KNOWN.get(ByteBuffer.wrap(bytes));
          return known == null ? VerificationKey.of(bytes) : known;
        }
      };

  /** The simulated validators' keys, which need not be checked for being points of the curve. */
  private static final Map<ByteBuffer, VerificationKey> KNOWN = new ConcurrentHashMap<>();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private TagSignatures() {}

  /** A key that the simulation itself has made. */
  static void know(VerificationKey key) {
    KNOWN.put(ByteBuffer.wrap(key.bytes()), key);
  }

  static Signer signer(Validator validator) {
    String name = validator.id().value();
    return preimage -> tag(name, preimage);
  }

  static Signature tag(String name, byte[] preimage) {
    long mixed = mix(mix(1, name.getBytes(StandardCharsets.UTF_8)), preimage);
    byte[] whole = new byte[Signature.BYTES];
    for (int k = 0; k < whole.length; k += Long.BYTES) {
      mixed = mix(mixed, k);
      LONGS.set(whole, k, mixed);
    }
    return Signature.of(whole);
  }

  private static long mix(long seed, byte[] bytes) {
    long mixed = mix(seed, bytes.length);
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      mixed = mix(mixed, (long) LONGS.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      mixed = mix(mixed, bytes[at]);
    }
    return mixed;
  }

  private static long mix(long left, long right) {
    long product = (left ^ right) * MULTIPLIER;
    return Long.rotateLeft(product ^ (product >>> 29), 31) + right;
  }
}
