package io.wattmesh.proto.crypto;

import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The JCA providers for Ed25519: Bouncy Castle, which decides, and the native Corretto provider
 * where it runs, which is faster.
 */
final class Providers {
  static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  static final Optional<Provider> NATIVE = findNative();

  /** The native provider refuses messages beyond 1 MiB; longer ones are Bouncy Castle's. */
  static final int NATIVE_MAX_MESSAGE_BYTES = 1_000_000;

  private Providers() {}

  /**
   * The native provider registers Ed25519 only when told to by this system property before its
   * class is loaded; the class is looked up by name since the jar is optional.
   */
  private static Optional<Provider> findNative() {
    if (Boolean.getBoolean("wattmesh.crypto.native.disabled")) {
      return Optional.empty();
    }
    System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
    try {
      Class<?> type =
          Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
      Provider provider = (Provider) type.getDeclaredConstructor().newInstance();
      KeyFactory.getInstance("Ed25519", provider);
      return Optional.of(provider);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException
        | LinkageError
        | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  static Provider fastest() {
    return NATIVE.orElse(BOUNCY_CASTLE);
  }
}
