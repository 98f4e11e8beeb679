package io.wattmesh.cluster.keys;

import io.wattmesh.cluster.market.MarketKeys;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.crypto.KeyVault;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The keys that a node's settings name, and whether they are those that its roles need. */
public final class NodeKeys {
  private static final int NAMED = 5;

  private NodeKeys() {}

  /**
   * Reads the keys.
   *
   * @param seed of the market, from which keys derive that are in no list
   * @throws UserErrorException if a file is none, or others than its owner may read it
   */
  public static MarketKeys read(NodeSettings.Keys settings, long seed) throws IOException {
    MarketKeys derived = MarketKeys.demonstration(seed);
    if (settings.publicList().isEmpty()) {
      return derived;
    }
    Map<String, VerificationKey> listed = PublicKeyList.read(settings.publicList().get());
    var here = new HashMap<String, SigningKey>();
    char[] password = settings.password().toCharArray();
    try {
      for (Path store : settings.stores()) {
        KeyVault vault = KeyStoreFile.read(store, password);
        vault.aliases().forEach(name -> here.put(name, vault.key(name)));
      }
    } finally {
      Arrays.fill(password, ' ');
    }
    return new FileKeys(listed, here, derived);
  }

  /** All who sign in a role. */
  public static SortedSet<String> signers(ScenarioMarket market, NodeRole role) {
    Stream<ParticipantId> names =
        switch (role) {
          case PROSUMER -> registered(market, Role.PARTICIPANT);
          case AGGREGATOR ->
              Stream.concat(registered(market, Role.AGGREGATOR), registered(market, Role.ORACLE));
          case CLEARING -> registered(market, Role.REGION);
          case VALIDATOR -> market.validators().names().stream();
          case GATEWAY -> Stream.empty();
        };
    return new TreeSet<>(names.map(ParticipantId::value).toList());
  }

  private static Stream<ParticipantId> registered(ScenarioMarket market, Role role) {
    return market.genesis().withRole(role).stream().map(Identity::id);
  }

  /**
   * Forgets keys of roles that the node doesn't have, and looks whether it can carry its own: a
   * validator stays where its key is, anybody else may come to any node that has the role.
   *
   * @throws UserErrorException if keys are missing
   */
  public static void keepFor(Set<NodeRole> roles, MarketKeys keys, ScenarioMarket market) {
    if (keys instanceof FileKeys files) {
      var needed = new TreeSet<String>();
      roles.forEach(role -> needed.addAll(signers(market, role)));
      files.keepOnly(needed);
    }
    for (NodeRole role : roles) {
      SortedSet<String> all = signers(market, role);
      List<String> missing = all.stream().filter(name -> !keys.holds(name)).toList();
      boolean enough = role == NodeRole.VALIDATOR ? missing.size() < all.size() : missing.isEmpty();
      if (!enough) {
        throw new UserErrorException(
            "This node has the role %s and lacks the private keys of %s%s. Give them by wattmesh.keys.stores, or take the role from node.roles."
                .formatted(
                    role.key(),
                    String.join(", ", missing.subList(0, Math.min(NAMED, missing.size()))),
                    missing.size() > NAMED
                        ? " and %d more".formatted(missing.size() - NAMED)
                        : ""));
      }
    }
  }
}
