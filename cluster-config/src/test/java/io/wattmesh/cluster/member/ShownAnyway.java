package io.wattmesh.cluster.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;

/** A client that shows its certificate whatever authorities the server names, and believes all. */
final class ShownAnyway extends X509ExtendedKeyManager implements X509TrustManager {
  private final X509Certificate certificate;
  private final PrivateKey key;

  private ShownAnyway(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * @param folder as {@link TestAuthority} writes one
   */
  static SSLContext context(Path folder) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(folder.resolve("tls.crt"))) {
      var shown =
          new ShownAnyway(
              (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in),
              DERPrivateKeyLoader.load(
                  PEMDecoder.decode(Files.readString(folder.resolve("tls.key")))));
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, new TrustManager[] {shown}, null);
      return context;
    }
  }

  @Override
  public String chooseClientAlias(String[] kinds, Principal[] issuers, java.net.Socket socket) {
    return "own";
  }

  @Override
  public String[] getClientAliases(String kind, Principal[] issuers) {
    return new String[] {"own"};
  }

  @Override
  public String chooseServerAlias(String kind, Principal[] issuers, java.net.Socket socket) {
    return null;
  }

  @Override
  public String[] getServerAliases(String kind, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {certificate};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
