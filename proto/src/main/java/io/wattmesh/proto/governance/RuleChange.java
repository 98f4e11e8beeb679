package io.wattmesh.proto.governance;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One thing that a proposal changes. None of them can name an amount of tokens or energy. */
public sealed interface RuleChange {
  /** The most meters of one participant: their sum stays far within 64 bits. */
  int MAX_METERS = 16;

  /** An end of a window of intervals that never comes. */
  long FOREVER = Long.MAX_VALUE;

  /** A market parameter gets another value. */
  record SetParameter(RuleParameter parameter, long value) implements RuleChange {
    public SetParameter {
      Objects.requireNonNull(parameter);
    }
  }

  /**
   * An identity is registered, or an existing one gets another key, other device limits or another
   * window.
   *
   * @param role the role's code, as in the genesis
   * @param bus as in the genesis; for a region, the region's number
   * @param minWatts the least net injection of a participant's devices, W; 0 for other roles
   * @param maxWatts the greatest, W; 0 for other roles
   * @param fromInterval the first interval of which what it signs counts
   * @param toInterval the last one, or {@link #FOREVER}
   */
  record PutIdentity(
      ParticipantId id,
      int role,
      VerificationKey key,
      int bus,
      long minWatts,
      long maxWatts,
      long fromInterval,
      long toInterval)
      implements RuleChange {
    public PutIdentity {
      Objects.requireNonNull(id);
      Objects.requireNonNull(key);
      if (minWatts > maxWatts || fromInterval < 0 || fromInterval > toInterval) {
        throw new IllegalArgumentException(
            "%s has limits %d to %d W and a window of intervals %d to %d: neither may cross, and intervals count from 0."
                .formatted(id, minWatts, maxWatts, fromInterval, toInterval));
      }
    }
  }

  /** Nothing that an identity signs counts any more. */
  record RevokeIdentity(ParticipantId id) implements RuleChange {
    public RevokeIdentity {
      Objects.requireNonNull(id);
    }
  }

  /**
   * A participant is metered by these oracles, each with a reading of its own.
   *
   * @param oracles rising; none of them: by any oracle of its bus, as from the beginning
   */
  record SetMeters(ParticipantId participant, List<ParticipantId> oracles) implements RuleChange {
    public SetMeters {
      Objects.requireNonNull(participant);
      oracles = List.copyOf(oracles);
      if (oracles.size() > MAX_METERS) {
        throw new IllegalArgumentException(
            "A participant has at most %d meters, %s would have %d."
                .formatted(MAX_METERS, participant, oracles.size()));
      }
      for (int k = 1; k < oracles.size(); k++) {
        if (oracles.get(k - 1).compareTo(oracles.get(k)) >= 0) {
          throw new IllegalArgumentException(
              "Meter " + oracles.get(k) + " is not in rising order of ids.");
        }
      }
    }
  }

  /**
   * A contract is called in this version from then on.
   *
   * @param version a version that the program has, or 0: it can't be called any more
   */
  record SetContract(String contract, int version) implements RuleChange {
    public SetContract {
      Call.requireName(contract);
      if (version < 0) {
        throw new IllegalArgumentException(
            "Versions of a contract count from 1, and 0 retires it; not %d.".formatted(version));
      }
    }
  }

  /** Others govern: this set, or, if there is none, the validators with their power. */
  record SetGovernors(Optional<ValidatorSet> governors) implements RuleChange {
    public SetGovernors {
      Objects.requireNonNull(governors);
    }
  }

  /** Appends the canonical bytes: a kind, then its fields. */
  default void write(CanonicalWriter out) {
    switch (this) {
      case SetParameter set -> out.u8(1).u8(set.parameter().code()).i64(set.value());
      case PutIdentity put ->
          out.u8(2)
              .text(put.id().value())
              .u8(put.role())
              .raw(put.key().bytes())
              .i32(put.bus())
              .i64(put.minWatts())
              .i64(put.maxWatts())
              .i64(put.fromInterval())
              .i64(put.toInterval());
      case RevokeIdentity revoke -> out.u8(3).text(revoke.id().value());
      case SetMeters set -> {
        out.u8(4).text(set.participant().value()).i32(set.oracles().size());
        set.oracles().forEach(oracle -> out.text(oracle.value()));
      }
      case SetContract set -> out.u8(5).text(set.contract()).i32(set.version());
      case SetGovernors set -> {
        out.u8(6).bool(set.governors().isPresent());
        set.governors().ifPresent(governors -> governors.write(out));
      }
    }
  }

  static RuleChange read(CanonicalReader in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new SetParameter(RuleParameter.ofCode(in.u8()), in.i64());
      case 2 ->
          new PutIdentity(
              MarketCodec.readParticipant(in),
              in.u8(),
              VerificationKey.of(in.raw(VerificationKey.BYTES)),
              in.i32(),
              in.i64(),
              in.i64(),
              in.i64(),
              in.i64());
      case 3 -> new RevokeIdentity(MarketCodec.readParticipant(in));
      case 4 -> new SetMeters(MarketCodec.readParticipant(in), readIds(in));
      case 5 -> new SetContract(in.text(Call.MAX_NAME_LENGTH), in.i32());
      case 6 -> new SetGovernors(in.bool() ? Optional.of(ValidatorSet.read(in)) : Optional.empty());
      default -> throw new IllegalArgumentException("A change of kind " + kind + " is unknown.");
    };
  }

  private static List<ParticipantId> readIds(CanonicalReader in) {
    int count = in.count(MAX_METERS, 5);
    var ids = new ArrayList<ParticipantId>(count);
    for (int k = 0; k < count; k++) {
      ids.add(MarketCodec.readParticipant(in));
    }
    return ids;
  }
}
