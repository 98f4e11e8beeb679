package io.wattmesh.cluster.tls;

import io.wattmesh.cluster.market.UserErrorException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS 1.3 by files that are read again, so that they can be replaced while they are used. New
 * connections have what was read last; if the files can't be used just now, what was read before
 * them. Called on any thread.
 */
public final class RenewedTls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final PemFiles files;
  private final String serverName;
  private final long reloadNanos;
  private final Consumer<String> trouble;
  private SSLContext current;
  private long readNanos;

  private RenewedTls(PemFiles files, String serverName, Duration reload, Consumer<String> trouble) {
    this.files = files;
    this.serverName = serverName;
    this.reloadNanos = reload.toNanos();
    this.trouble = trouble;
    this.current = files.context(serverName);
    this.readNanos = System.nanoTime();
  }

  /**
   * @param serverName the name that servers that are called must have; empty: they share one with
   *     the own certificate, or are for the address that is called
   * @param reload how long what was read is used
   * @param trouble hears why files can't be used any more
   * @throws UserErrorException if they can't be used now
   */
  public static RenewedTls of(
      PemFiles files, String serverName, Duration reload, Consumer<String> trouble) {
    return new RenewedTls(files, serverName, reload, trouble);
  }

  /** For a new connection. */
  public synchronized SSLContext context() {
    if (System.nanoTime() - readNanos > reloadNanos) {
      readNanos = System.nanoTime();
      try {
        current = files.context(serverName);
      } catch (UserErrorException e) {
        trouble.accept(e.getMessage());
      }
    }
    return current;
  }

  /**
   * For a connection that somebody makes to this side.
   *
   * @param asks for a certificate: one of another authority ends the connection, none does not
   */
  public SSLEngine server(boolean asks) {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setWantClientAuth(asks);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  /** For a connection that this side makes. */
  public SSLEngine client(String host, int port) {
    SSLEngine engine = context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(PROTOCOLS);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }
}
