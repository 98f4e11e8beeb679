package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.settings.ServerTls;
import io.wattmesh.cluster.tls.PemFiles;
import io.wattmesh.cluster.tls.RenewedTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** By which TLS a node is asked. */
final class TlsOptions {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Speak TLS; the node's certificate is of these authorities, in PEM.")
  private Path authorities;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The certificate to show, in PEM.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Its private key, in PEM.")
  private Path key;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "The name that the node's certificate has (default: one of the certificate that is shown,"
              + " or the address that is called).")
  private String serverName = "";

  /** Whether any was given. */
  boolean isGiven() {
    return authorities != null || certificate != null || key != null || !serverName.isEmpty();
  }

  /** Empty without options: plain HTTP. */
  Optional<SSLContext> context() {
    if (!isGiven()) {
      return Optional.empty();
    }
    if (authorities == null || (certificate == null) != (key == null)) {
      throw new UsageErrorException(
          "TLS needs --ca, and --certificate and --key together or neither.");
    }
    var files =
        new PemFiles(
            Optional.ofNullable(certificate).map(shown -> new PemFiles.Own(shown, key)),
            Optional.of(authorities));
    return Optional.of(context(files, serverName));
  }

  /** As a node asks others. */
  static SSLContext context(ServerTls own) {
    return context(own.files(), own.serverName());
  }

  private static SSLContext context(PemFiles files, String serverName) {
    return RenewedTls.of(files, serverName, Duration.ofHours(1), line -> {}).context();
  }
}
