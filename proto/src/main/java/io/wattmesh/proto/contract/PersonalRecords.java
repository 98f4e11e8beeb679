package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;

/** The contract that keeps, for each participant, the commitment to its personal record. */
public final class PersonalRecords {
  public static final String CONTRACT = "personal-record";

  /** Puts the caller's commitment, in the place of an earlier one. */
  public static final String ANCHOR = "anchor";

  /** Takes the caller's commitment out of the state. */
  public static final String WITHDRAW = "withdraw";

  public static final String COMMITMENT_OF = "commitment-of";

  private PersonalRecords() {}

  /** The contract's record of a participant. */
  public static String stateKey(String participant) {
    return "commitment/" + participant;
  }

  /** The arguments of {@link #ANCHOR}. */
  public static byte[] toBytes(Hash commitment) {
    return new CanonicalWriter().hash(commitment).toByteArray();
  }

  public static Hash ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, CanonicalReader::hash);
  }
}
