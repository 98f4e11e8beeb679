package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the rules out of a state. What was read last is kept, and read again only when one of its
 * records is another: as long as nothing changes a block costs five look-ups, and a state in which
 * nothing was ever changed holds none of these records.
 */
public final class RulesReader {
  /** Beyond this the records would be too long to be rewritten with each change. */
  static final int MAX_REGISTRATIONS = 20_000;

  static final int MAX_CONTRACTS = 1_000;
  private static final int MAX_PARAMETERS = 100;
  private static final List<StateKey> KEYS =
      List.of(
          StateKey.RULE_PARAMETERS,
          StateKey.RULE_IDENTITIES,
          StateKey.RULE_METERS,
          StateKey.RULE_CONTRACTS,
          StateKey.RULE_GOVERNORS);

  private record Read(List<Optional<byte[]>> records, MarketRules rules) {
    boolean isOf(List<Optional<byte[]>> others) {
      for (int k = 0; k < records.size(); k++) {
        byte[] one = records.get(k).orElse(null);
        byte[] other = others.get(k).orElse(null);
        if (!Arrays.equals(one, other)) {
          return false;
        }
      }
      return true;
    }
  }

  private final FirstRules first;
  private volatile Read last;

  public RulesReader(Genesis genesis) {
    this.first = new FirstRules(genesis);
    this.last =
        new Read(
            KEYS.stream().map(key -> Optional.<byte[]>empty()).toList(), MarketRules.of(first));
  }

  public MarketRules read(LedgerState state) {
    List<Optional<byte[]>> records = KEYS.stream().map(key -> state.layer().get(key)).toList();
    Read known = last;
    if (known.isOf(records)) {
      return known.rules();
    }
    var read = new Read(records, rules(records));
    last = read;
    return read.rules();
  }

  /** Who came to be a participant after genesis, whether it still is one or not. */
  public static List<ParticipantId> newParticipants(Genesis genesis, LedgerState state) {
    return state
        .layer()
        .get(StateKey.RULE_IDENTITIES)
        .map(RulesReader::identities)
        .orElseGet(TreeMap::new)
        .values()
        .stream()
        .map(versions -> versions.all().getFirst().value().identity())
        .filter(identity -> identity.role().holdsTokens())
        .map(Identity::id)
        .filter(id -> !genesis.identities().containsKey(id))
        .toList();
  }

  // Governors that were never changed are not the same as none.
  @SuppressWarnings("OptionalMapToOptional")
  private MarketRules rules(List<Optional<byte[]>> records) {
    return new MarketRules(
        first,
        records.get(0).map(bytes -> all(bytes, RulesReader::readValues)).orElse(Versions.none()),
        records.get(1).map(RulesReader::identities).orElseGet(TreeMap::new),
        records.get(2).map(RulesReader::meters).orElseGet(TreeMap::new),
        records.get(3).map(RulesReader::contracts).orElseGet(TreeMap::new),
        records.get(4).map(RulesReader::governors));
  }

  private static <T> Versions<T> all(byte[] bytes, Function<CanonicalReader, T> readValue) {
    return CanonicalReader.readAll(bytes, in -> Versions.read(in, readValue));
  }

  private static SortedMap<RuleParameter, Long> readValues(CanonicalReader in) {
    var values = new TreeMap<RuleParameter, Long>();
    for (int count = in.count(MAX_PARAMETERS, 9); count > 0; count--) {
      values.put(RuleParameter.ofCode(in.u8()), in.i64());
    }
    return values;
  }

  private static SortedMap<ParticipantId, Versions<Registration>> identities(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var identities = new TreeMap<ParticipantId, Versions<Registration>>();
          for (int count = in.count(MAX_REGISTRATIONS, 9); count > 0; count--) {
            ParticipantId id = MarketCodec.readParticipant(in);
            identities.put(id, Versions.read(in, Registration::read));
          }
          return identities;
        });
  }

  private static SortedMap<ParticipantId, Versions<List<ParticipantId>>> meters(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var meters = new TreeMap<ParticipantId, Versions<List<ParticipantId>>>();
          for (int count = in.count(MAX_REGISTRATIONS, 9); count > 0; count--) {
            ParticipantId id = MarketCodec.readParticipant(in);
            meters.put(id, Versions.read(in, RulesReader::readIds));
          }
          return meters;
        });
  }

  private static List<ParticipantId> readIds(CanonicalReader in) {
    var ids = new ArrayList<ParticipantId>();
    for (int count = in.count(RuleChange.MAX_METERS, 5); count > 0; count--) {
      ids.add(MarketCodec.readParticipant(in));
    }
    return List.copyOf(ids);
  }

  private static SortedMap<String, ContractVersions> contracts(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var contracts = new TreeMap<String, ContractVersions>();
          for (int count = in.count(MAX_CONTRACTS, 13); count > 0; count--) {
            contracts.put(in.text(Call.MAX_NAME_LENGTH), ContractVersions.read(in));
          }
          return contracts;
        });
  }

  private static Optional<ValidatorSet> governors(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> in.bool() ? Optional.of(ValidatorSet.read(in)) : Optional.empty());
  }

  /** Puts what differs from the genesis. */
  static void write(LedgerState state, MarketRules rules) {
    put(
        state,
        StateKey.RULE_PARAMETERS,
        !rules.values().all().isEmpty(),
        out -> rules.values().write(out, RulesReader::writeValues));
    put(
        state,
        StateKey.RULE_IDENTITIES,
        !rules.registrations().isEmpty(),
        out -> writeAll(out, rules.registrations(), (to, value) -> value.write(to)));
    put(
        state,
        StateKey.RULE_METERS,
        !rules.allMeters().isEmpty(),
        out -> writeAll(out, rules.allMeters(), RulesReader::writeIds));
    put(
        state,
        StateKey.RULE_CONTRACTS,
        !rules.contracts().isEmpty(),
        out -> {
          out.i32(rules.contracts().size());
          rules.contracts().forEach((name, versions) -> versions.write(out.text(name)));
        });
    put(
        state,
        StateKey.RULE_GOVERNORS,
        rules.changedGovernors().isPresent(),
        out -> {
          Optional<ValidatorSet> governors = rules.changedGovernors().orElseThrow();
          out.bool(governors.isPresent());
          governors.ifPresent(set -> set.write(out));
        });
  }

  private static void put(
      LedgerState state, StateKey key, boolean isThere, Consumer<CanonicalWriter> write) {
    if (isThere) {
      var out = new CanonicalWriter();
      write.accept(out);
      byte[] bytes = out.toByteArray();
      if (!state.layer().get(key).filter(old -> Arrays.equals(old, bytes)).isPresent()) {
        state.layer().put(key, bytes);
      }
    }
  }

  private static void writeValues(CanonicalWriter out, SortedMap<RuleParameter, Long> values) {
    out.i32(values.size());
    values.forEach((parameter, value) -> out.u8(parameter.code()).i64(value));
  }

  private static void writeIds(CanonicalWriter out, List<ParticipantId> ids) {
    out.i32(ids.size());
    ids.forEach(id -> out.text(id.value()));
  }

  private static <T> void writeAll(
      CanonicalWriter out,
      SortedMap<ParticipantId, Versions<T>> all,
      BiConsumer<CanonicalWriter, T> writeValue) {
    out.i32(all.size());
    for (Map.Entry<ParticipantId, Versions<T>> entry : all.entrySet()) {
      out.text(entry.getKey().value());
      entry.getValue().write(out, writeValue);
    }
  }
}
