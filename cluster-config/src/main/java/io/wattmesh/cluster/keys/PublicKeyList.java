package io.wattmesh.cluster.keys;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Public keys in a text file: a line for each, the name and 64 hexadecimal digits. Lines that begin
 * with a number sign are for people.
 */
public final class PublicKeyList {
  private static final int MAX_LINE_CHARS = 200;
  private static final int MAX_KEYS = 2_000_000;

  private PublicKeyList() {}

  /** A key's line. */
  public static String line(String name, VerificationKey key) {
    return name + " " + HexFormat.of().formatHex(key.bytes());
  }

  /**
   * Reads a list.
   *
   * @throws UserErrorException if a line is none, a name has two keys, or there are too many
   */
  public static Map<String, VerificationKey> read(Path file) throws IOException {
    var keys = new TreeMap<String, VerificationKey>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = next(in, file, number); line != null; line = next(in, file, number)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          put(keys, line, file + ":" + number);
        }
        if (keys.size() > MAX_KEYS) {
          throw new UserErrorException(
              "%s has more than %d keys. Is it the list of public keys?".formatted(file, MAX_KEYS));
        }
      }
    }
    return keys;
  }

  /** The next line, read no further than a line may be long. */
  private static String next(BufferedReader in, Path file, int number) throws IOException {
    var line = new StringBuilder();
    int read = in.read();
    if (read < 0) {
      return null;
    }
    for (; read >= 0 && read != '\n'; read = in.read()) {
      line.append((char) read);
      if (line.length() > MAX_LINE_CHARS) {
        throw new UserErrorException(
            "%s:%d: a line has at most %d characters, as 'validator-00' and 64 digits."
                .formatted(file, number + 1, MAX_LINE_CHARS));
      }
    }
    return line.toString().strip();
  }

  private static void put(Map<String, VerificationKey> keys, String line, String place) {
    String[] parts = line.split("\\s+");
    if (parts.length != 2 || !parts[1].matches("[0-9a-fA-F]{64}")) {
      throw new UserErrorException(
          place + ": a line is a name and 64 hexadecimal digits, as `wattmesh keys show` prints.");
    }
    try {
      String name = new ParticipantId(parts[0]).value();
      VerificationKey key = VerificationKey.of(HexFormat.of().parseHex(parts[1]));
      VerificationKey before = keys.put(name, key);
      if (before != null && !before.equals(key)) {
        throw new UserErrorException(
            "%s: %s has another key in a line above; keep one.".formatted(place, name));
      }
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(place + ": " + e.getMessage(), e);
    }
  }
}
