package io.wattmesh.cluster.tls;

import io.wattmesh.cluster.market.UserErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.apache.pekko.pki.pem.PEMLoadingException;

/**
 * What TLS rests on, in PEM.
 *
 * @param own whom this side says that it is
 * @param authorities whose certificates the other side may have; empty: those that the JDK trusts,
 *     and no certificate is asked of who calls
 */
public record PemFiles(Optional<Own> own, Optional<Path> authorities) {
  private static final char[] IN_MEMORY = new char[0];

  /**
   * A certificate, with those that issued it after it if they are no authorities, and its key.
   *
   * @param key PKCS #8, or the older forms of RSA and EC keys
   */
  public record Own(Path certificate, Path key) {}

  /**
   * Reads the files.
   *
   * @param serverName see {@link NamedServers}
   * @throws UserErrorException if one can't be read or is not what it should be
   */
  SSLContext context(String serverName) {
    try {
      List<X509Certificate> chain = own.isPresent() ? certificates(own.get().certificate()) : null;
      var context = SSLContext.getInstance("TLS");
      context.init(
          chain == null ? null : keys(chain, key(own.get().key())),
          authorities.isEmpty()
              ? null
              : new TrustManager[] {
                new NamedServers(
                    trust(certificates(authorities.get())),
                    serverName,
                    chain == null ? Set.of() : NamedServers.names(chain.getFirst()))
              },
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new UserErrorException("TLS can't be set up with %s: %s".formatted(this, e), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        throw new UserErrorException(file + " has no certificate; give one in PEM.");
      }
      return read.stream().map(X509Certificate.class::cast).toList();
    } catch (CertificateException e) {
      throw new UserErrorException(
          "%s has no certificate that can be read: %s; give one in PEM."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try {
      return DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(file)));
    } catch (PEMLoadingException e) {
      throw new UserErrorException(
          "%s has no private key that can be read: %s; give one in PEM, not encrypted."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static KeyManager[] keys(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry("own", key, IN_MEMORY, chain.toArray(new Certificate[0]));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, IN_MEMORY);
    return managers.getKeyManagers();
  }

  private static X509ExtendedTrustManager trust(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    for (X509Certificate authority : new HashSet<>(authorities)) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return (X509ExtendedTrustManager) managers.getTrustManagers()[0];
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }
}
