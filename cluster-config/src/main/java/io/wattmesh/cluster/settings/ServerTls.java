package io.wattmesh.cluster.settings;

import io.wattmesh.cluster.tls.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS of one of the node's HTTP servers.
 *
 * @param files with authorities where who calls has to show a certificate of these
 * @param asksForCertificate of who calls
 * @param serverName the name that other nodes' servers must have; empty: one that the own has
 * @param reload how long what was read of the files is used
 */
public record ServerTls(
    PemFiles files, boolean asksForCertificate, String serverName, Duration reload) {
  /** For an operator's server, whose callers have certificates. */
  static Optional<ServerTls> management(Settings settings) {
    return of(settings, "management.tls", true);
  }

  /** For strangers, whose messages are signed: they have none. */
  static Optional<ServerTls> gateway(Settings settings) {
    return of(settings, "gateway.tls", false);
  }

  private static Optional<ServerTls> of(Settings settings, String path, boolean trusts) {
    if (!settings.own().getBoolean(path + ".enabled")) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerTls(
            new PemFiles(
                Optional.of(
                    new PemFiles.Own(
                        file(settings, path, "certificate"), file(settings, path, "key"))),
                trusts ? Optional.of(file(settings, path, "authorities")) : Optional.empty()),
            trusts && settings.own().getBoolean(path + ".client-certificate"),
            trusts ? settings.own().getString(path + ".server-name") : "",
            settings.own().getDuration("tls.reload")));
  }

  /** One that is not named is the one of TLS between nodes. */
  private static Path file(Settings settings, String path, String name) {
    String own = path + "." + name;
    String key = settings.own().getString(own).isEmpty() ? "tls." + name : own;
    Path file = Path.of(settings.own().getString(key)).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw settings.invalid(key, "there is no such file that this process may read");
    }
    return file;
  }
}
