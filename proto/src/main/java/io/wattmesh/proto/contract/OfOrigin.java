package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.regex.Pattern;

/**
 * The arguments of a method of certificates of origin: of which attribute, and the rest as the
 * method of that name of tokens has it ({@link Retire} for {@code retire}, nothing for {@code
 * total-supply}).
 *
 * @param attribute 1 to 24 characters of {@code a-z 0-9 -}, the first no hyphen
 * @param arguments at most 8 KiB
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record OfOrigin(String attribute, byte[] arguments) {
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9][a-z0-9-]{0,23}");
  private static final int MAX_ATTRIBUTE = 24;
  private static final int MAX_BYTES = 8 * 1024;

  public OfOrigin {
    arguments = arguments.clone();
    if (!isAttribute(attribute) || arguments.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "An attribute is 1 to %d characters of a-z, 0-9 and '-', its arguments take at most %d bytes; not '%s' with %d."
              .formatted(MAX_ATTRIBUTE, MAX_BYTES, attribute, arguments.length));
    }
  }

  /** Whether a text has the form of an attribute. */
  public static boolean isAttribute(String text) {
    return ATTRIBUTE.matcher(text).matches();
  }

  @Override
  public byte[] arguments() {
    return arguments.clone();
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(attribute).bytes(arguments).toByteArray();
  }

  public static OfOrigin ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new OfOrigin(in.text(MAX_ATTRIBUTE), in.bytes(MAX_BYTES)));
  }
}
