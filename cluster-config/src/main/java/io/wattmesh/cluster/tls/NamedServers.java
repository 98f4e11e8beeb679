package io.wattmesh.cluster.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which servers are believed: those of the authorities whose certificate
 *
 * <ol>
 *   <li>has the name that is demanded, if one is;
 *   <li>else shares a name with the own one, as nodes' certificates do, whose addresses change;
 *   <li>else names the address that was called.
 * </ol>
 */
final class NamedServers extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authorities;
  private final String demanded;
  private final Set<String> own;

  /**
   * @param demanded empty if no name is
   * @param own names of the own certificate
   */
  NamedServers(X509ExtendedTrustManager authorities, String demanded, Set<String> own) {
    this.authorities = authorities;
    this.demanded = demanded;
    this.own = own;
  }

  /** The names and addresses that a certificate is for. */
  static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
    var names = new TreeSet<String>();
    if (certificate.getSubjectAlternativeNames() != null) {
      for (List<?> name : certificate.getSubjectAlternativeNames()) {
        names.add(String.valueOf(name.get(1)));
      }
    }
    return names;
  }

  /** Whether the name is enough, or else the address must hold. */
  private boolean isKnownByName(X509Certificate server) throws CertificateException {
    Set<String> names = names(server);
    if (!demanded.isEmpty() && !names.contains(demanded)) {
      throw new CertificateException(
          "the server's certificate is for %s, not for %s".formatted(names, demanded));
    }
    var shared = new HashSet<>(names);
    shared.retainAll(own);
    return !demanded.isEmpty() || !shared.isEmpty();
  }

  /** Without it the delegate would believe any name. */
  private static void requireAddressCheck(SSLParameters parameters) throws CertificateException {
    if (parameters.getEndpointIdentificationAlgorithm() == null) {
      throw new CertificateException("the server has no name in common with this side");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    authorities.checkServerTrusted(chain, kind);
    if (!isKnownByName(chain[0])) {
      requireAddressCheck(engine.getSSLParameters());
      authorities.checkServerTrusted(chain, kind, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    authorities.checkServerTrusted(chain, kind);
    if (!isKnownByName(chain[0])) {
      if (socket instanceof SSLSocket tls) {
        requireAddressCheck(tls.getSSLParameters());
      }
      authorities.checkServerTrusted(chain, kind, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    authorities.checkServerTrusted(chain, kind);
    if (!isKnownByName(chain[0])) {
      throw new CertificateException("the server has no name in common with this side");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    authorities.checkClientTrusted(chain, kind, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    authorities.checkClientTrusted(chain, kind, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    authorities.checkClientTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
