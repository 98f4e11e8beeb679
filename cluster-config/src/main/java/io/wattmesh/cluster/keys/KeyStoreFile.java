package io.wattmesh.cluster.keys;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.KeyVault;
import io.wattmesh.proto.crypto.KeyVaultException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A PKCS 12 file with private keys by name, encrypted under a password. It is read only if nobody
 * but its owner may read or write it: the password alone is no more than somebody's choice.
 */
public final class KeyStoreFile {
  private static final Set<PosixFilePermission> OWNERS_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private KeyStoreFile() {}

  /**
   * Opens a file and all its keys.
   *
   * @throws UserErrorException if others may read it, the password is wrong, or it is none
   */
  public static KeyVault read(Path file, char[] password) throws IOException {
    requireOwnersAlone(file);
    try (InputStream in = Files.newInputStream(file)) {
      return KeyVault.open(in, password);
    } catch (KeyVaultException e) {
      throw new UserErrorException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireOwnersAlone(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserErrorException(
          file + ": there is no such file. `wattmesh keys generate` makes one.");
    }
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      throw new UserErrorException(
          file
              + ": its file system has no permissions, so anybody may read it; keep it elsewhere.");
    }
    Set<PosixFilePermission> given = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    given.removeAll(OWNERS_ALONE);
    if (!given.isEmpty()) {
      throw new UserErrorException(
          "%s has private keys and permissions %s: others than its owner may use it. `chmod 600 %s`, and take new keys if somebody may have read it."
              .formatted(
                  file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file));
    }
  }

  /** Writes a file that only its owner may read, in the place of one that is there. */
  public static void write(Path file, KeyVault vault, char[] password) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try {
      vault.write(bytes, password);
    } catch (KeyVaultException e) {
      throw new UserErrorException(file + ": " + e.getMessage(), e);
    }
    Path draft =
        file.toAbsolutePath()
            .resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNERS_ALONE));
    try {
      Files.write(draft, bytes.toByteArray(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
