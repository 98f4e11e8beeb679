package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/**
 * A forward commitment that somebody approved or transferred; of all others nothing is kept, for
 * they belong to whose bid was awarded.
 *
 * @param owner who is paid the award at settlement
 * @param approved who may transfer it beside its owner
 * @param guaranteeMicros what is locked of the awarded participant's tokens for its delivery, as
 *     long as another owns its award
 */
public record Commitment(
    ParticipantId owner, Optional<ParticipantId> approved, long guaranteeMicros) {
  /** The record of one, among the contract's own. */
  public static String key(long interval, ParticipantId participant) {
    return "token/" + interval + "/" + participant;
  }

  /** Is there if the interval has any. */
  public static String markKey(long interval) {
    return "kept/" + interval;
  }

  /** How many awards of others somebody owns in an interval. */
  public static String heldKey(long interval, ParticipantId owner) {
    return "held/" + interval + "/" + owner;
  }

  /** The state's key of one of the contract's records. */
  public static StateKey stateKey(String key) {
    return StateKey.contract(Commitments.CONTRACT, key);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().text(owner.value()).bool(approved.isPresent());
    approved.ifPresent(id -> out.text(id.value()));
    return out.i64(guaranteeMicros).toByteArray();
  }

  public static Commitment ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Commitment(
                MarketCodec.readParticipant(in),
                in.bool() ? Optional.of(MarketCodec.readParticipant(in)) : Optional.empty(),
                in.i64()));
  }
}
