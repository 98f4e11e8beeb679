package io.wattmesh.ledger.genesis;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.ChainIdentity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The chain's beginning: everything that all must agree on before the first block.
 *
 * @param identities participants, aggregators, regions and oracles by id
 * @param network the network whose limits the clearings must keep
 */
public record Genesis(
    ValidatorSet validators,
    MarketParameters parameters,
    SortedMap<ParticipantId, Identity> identities,
    NetworkModel network) {
  /** Larger genesis files are refused before they are read. */
  public static final int MAX_BYTES = 512 * 1024 * 1024;

  private static final int MAX_IDENTITIES = 4_000_000;
  private static final byte[] MAGIC = "wattmesh genesis 4\n".getBytes(StandardCharsets.US_ASCII);

  public Genesis {
    Objects.requireNonNull(validators);
    Objects.requireNonNull(parameters);
    Objects.requireNonNull(network);
    identities = Collections.unmodifiableSortedMap(new TreeMap<>(identities));
    GenesisRules.require(parameters, identities, network);
  }

  public static Genesis of(
      ValidatorSet validators,
      MarketParameters parameters,
      Collection<Identity> identities,
      NetworkModel network) {
    var byId = identities.stream().collect(Collectors.toMap(Identity::id, Function.identity()));
    return new Genesis(validators, parameters, new TreeMap<>(byId), network);
  }

  public ChainIdentity chain() {
    return new ChainIdentity(validators, Sha256.of(bodyBytes()));
  }

  public Hash chainId() {
    return chain().chainId();
  }

  public SigningContext signingContext() {
    return new SigningContext(chainId(), validators.epoch());
  }

  /** The identities of one role, by id. */
  public List<Identity> withRole(Role role) {
    return identities.values().stream().filter(identity -> identity.role() == role).toList();
  }

  /** Everybody who holds tokens, by id. */
  public List<Identity> accountHolders() {
    return identities.values().stream().filter(identity -> identity.role().holdsTokens()).toList();
  }

  /**
   * The index of a bus in the network model's order.
   *
   * @throws IllegalArgumentException if the network has no such bus
   */
  public int busIndex(int bus) {
    for (int k = 0; k < network.buses(); k++) {
      if (network.busNumber(k) == bus) {
        return k;
      }
    }
    throw new IllegalArgumentException("The network has no bus " + bus + ".");
  }

  /** The index of each bus in the network model's order, by its number. */
  public Map<Integer, Integer> busIndices() {
    return busIndices(network);
  }

  static Map<Integer, Integer> busIndices(NetworkModel network) {
    var indices = HashMap.<Integer, Integer>newHashMap(network.buses());
    for (int k = 0; k < network.buses(); k++) {
      indices.put(network.busNumber(k), k);
    }
    return indices;
  }

  private byte[] bodyBytes() {
    var out = new CanonicalWriter();
    parameters.write(out);
    out.i32(identities.size());
    identities.values().forEach(identity -> identity.write(out));
    out.bytes(network.encode());
    return out.toByteArray();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    out.raw(MAGIC);
    validators.write(out);
    return out.raw(bodyBytes()).toByteArray();
  }

  public static Genesis ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, Genesis::read);
  }

  private static Genesis read(CanonicalReader in) {
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException("This is no Wattmesh genesis: its first line differs.");
    }
    ValidatorSet validators = ValidatorSet.read(in);
    MarketParameters parameters = MarketParameters.read(in);
    int count = in.count(MAX_IDENTITIES, 62);
    var identities = new ArrayList<Identity>(count);
    for (int k = 0; k < count; k++) {
      Identity identity = Identity.read(in);
      if (k > 0 && identities.get(k - 1).id().compareTo(identity.id()) >= 0) {
        throw new IllegalArgumentException(
            "Identity " + identity.id() + " is not in rising order of ids.");
      }
      identities.add(identity);
    }
    return of(validators, parameters, identities, NetworkModel.decode(in.bytes(MAX_BYTES)));
  }
}
