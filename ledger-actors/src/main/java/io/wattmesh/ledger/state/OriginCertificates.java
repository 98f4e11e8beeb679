package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.model.ParticipantId;

/**
 * Certificates of origin: joules of verified injection of one attribute, held apart from energy
 * credits in the records of their contract.
 */
public final class OriginCertificates {
  private OriginCertificates() {}

  /**
   * How many there were of an attribute.
   *
   * @param mintedJoules for verified injection
   * @param retiredJoules claimed by somebody, and no more
   */
  public record OriginSupply(long mintedJoules, long retiredJoules) {
    public static final OriginSupply NONE = new OriginSupply(0, 0);

    public long heldJoules() {
      return Math.subtractExact(mintedJoules, retiredJoules);
    }

    public byte[] toBytes() {
      return new CanonicalWriter().i64(mintedJoules).i64(retiredJoules).toByteArray();
    }

    public static OriginSupply ofBytes(byte[] bytes) {
      return CanonicalReader.readAll(bytes, in -> new OriginSupply(in.i64(), in.i64()));
    }
  }

  public static String balanceKey(String attribute, ParticipantId owner) {
    return "balance/" + attribute + "/" + owner;
  }

  public static String supplyKey(String attribute) {
    return "supply/" + attribute;
  }

  /** What somebody holds of an attribute, J. */
  public static long balance(LedgerState state, String attribute, ParticipantId owner) {
    return state
        .layer()
        .get(stateKey(balanceKey(attribute, owner)))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  public static OriginSupply supply(LedgerState state, String attribute) {
    return state
        .layer()
        .get(stateKey(supplyKey(attribute)))
        .map(OriginSupply::ofBytes)
        .orElse(OriginSupply.NONE);
  }

  /** Makes them for verified injection. */
  public static void mint(LedgerState state, String attribute, ParticipantId owner, long joules) {
    OriginSupply supply = supply(state, attribute);
    long balance = Math.addExact(balance(state, attribute, owner), joules);
    state
        .layer()
        .put(
            stateKey(balanceKey(attribute, owner)),
            new CanonicalWriter().i64(balance).toByteArray());
    state
        .layer()
        .put(
            stateKey(supplyKey(attribute)),
            new OriginSupply(Math.addExact(supply.mintedJoules(), joules), supply.retiredJoules())
                .toBytes());
  }

  private static StateKey stateKey(String key) {
    return StateKey.contract(Origins.CONTRACT, key);
  }
}
