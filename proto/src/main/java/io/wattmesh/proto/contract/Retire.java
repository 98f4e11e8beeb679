package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * Claims the origin of energy for a beneficiary.
 *
 * @param amount joules, above 0
 * @param beneficiary SHA-256 of the text that says for whom and what; the text itself stays outside
 */
public record Retire(long amount, Hash beneficiary) {
  public Retire {
    Objects.requireNonNull(beneficiary);
    Tokens.requirePositive(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().i64(amount).hash(beneficiary).toByteArray();
  }

  public static Retire ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new Retire(in.i64(), in.hash()));
  }
}
