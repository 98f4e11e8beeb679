package io.wattmesh.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What TLS to the database rests on.
 *
 * @param trust whose certificates are believed
 * @param own the certificate to show, where the server asks for one
 * @param checksHostName whether the server's certificate must name the address that was called
 */
public record TlsFiles(Store trust, Optional<Store> own, boolean checksHostName) {
  public TlsFiles {
    Objects.requireNonNull(trust);
    Objects.requireNonNull(own);
  }

  /** A PKCS 12 file. */
  public record Store(Path file, String password) {
    public Store {
      Objects.requireNonNull(file);
      Objects.requireNonNull(password);
    }

    private KeyStore load() throws GeneralSecurityException {
      try (InputStream in = Files.newInputStream(file)) {
        var store = KeyStore.getInstance("PKCS12");
        store.load(in, password.toCharArray());
        return store;
      } catch (IOException e) {
        throw new IllegalStateException(
            "%s cannot be read as a PKCS 12 store: %s. Check the file and its password."
                .formatted(file, e.getMessage()),
            e);
      }
    }

    @Override
    public String toString() {
      return file + " (password not shown)";
    }
  }

  /**
   * @throws IllegalStateException if a file cannot be used
   */
  SSLContext context() {
    try {
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(trust.load());
      KeyManager[] keys = null;
      if (own.isPresent()) {
        var mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(own.get().load(), own.get().password().toCharArray());
        keys = mine.getKeyManagers();
      }
      var context = SSLContext.getInstance("TLS");
      context.init(keys, trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "TLS to Cassandra cannot be set up with %s: %s.".formatted(this, e.getMessage()), e);
    }
  }
}
