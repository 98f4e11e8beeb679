package io.wattmesh.proto.privacy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;

/**
 * A participant's personal data with the salt that hides it. The ledger has the commitment alone:
 * with both, anybody can see that they are what it is of; without the salt nobody can find the data
 * out by trying what it might be. When both are erased, nothing on the ledger changes, and nothing
 * can be made of the commitment any more.
 *
 * @param salt 32 bytes that nobody can guess, a new one for each record
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by equals below.
public record PersonalRecord(byte[] salt, byte[] data) {
  public static final int SALT_BYTES = 32;
  public static final int MAX_DATA_BYTES = 64 * 1024;

  private static final String LABEL = "wattmesh/personal-record";

  public PersonalRecord {
    salt = salt.clone();
    data = data.clone();
    if (salt.length != SALT_BYTES || data.length > MAX_DATA_BYTES) {
      throw new IllegalArgumentException(
          "A personal record has a salt of %d bytes and at most %d of data, this has %d and %d."
              .formatted(SALT_BYTES, MAX_DATA_BYTES, salt.length, data.length));
    }
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  /** What the ledger keeps of it. */
  public Hash commitment() {
    return Sha256.labelled(LABEL, new CanonicalWriter().raw(salt).raw(data).toByteArray());
  }

  public byte[] toBytes() {
    return new CanonicalWriter().raw(salt).bytes(data).toByteArray();
  }

  public static PersonalRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new PersonalRecord(in.raw(SALT_BYTES), in.bytes(MAX_DATA_BYTES)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PersonalRecord record
        && Arrays.equals(salt, record.salt)
        && Arrays.equals(data, record.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  /** Never the data: it must not get into a log. */
  @Override
  public String toString() {
    return "personal record of %d bytes".formatted(data.length);
  }
}
