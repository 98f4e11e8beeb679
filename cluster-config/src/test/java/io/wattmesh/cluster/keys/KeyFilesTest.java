package io.wattmesh.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.MarketKeys;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.proto.crypto.KeyVault;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in files, the market that is made of them, and what a node keeps of them. */
class KeyFilesTest {
  private static final String PASSWORD = "correct horse";
  private static final MarketSchedule SCHEDULE =
      new MarketSchedule(1_800_000_000_000L, 300_000, 60_000, 20_000, 120_000);

  @TempDir private Path folder;

  private static SigningKey key(int number) {
    byte[] seed = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(seed, (byte) number);
    return SigningKey.ofSeed(seed);
  }

  private Path store(String file, String... names) throws IOException {
    KeyVault vault = KeyVault.EMPTY;
    for (String name : names) {
      vault = vault.with(name, key(name.hashCode() & 0x7f));
    }
    Path store = folder.resolve(file);
    KeyStoreFile.write(store, vault, PASSWORD.toCharArray());
    return store;
  }

  private Path list(String... names) throws IOException {
    return Files.write(
        folder.resolve("public-keys.txt"),
        Stream.concat(
                Stream.of("# the market's public keys", ""),
                Stream.of(names)
                    .map(
                        name ->
                            PublicKeyList.line(
                                name, key(name.hashCode() & 0x7f).verificationKey())))
            .toList());
  }

  private static MarketKeys read(Path list, Path... stores) throws IOException {
    return NodeKeys.read(new NodeSettings.Keys(Optional.of(list), List.of(stores), PASSWORD), 7);
  }

  private static ScenarioMarket market(MarketKeys keys) {
    return ScenarioMarket.of(Scenarios.load("seed-3bus"), Path.of("."), SCHEDULE, keys);
  }

  private static String[] everybody() {
    ScenarioMarket demonstration = market(MarketKeys.demonstration(7));
    return EnumSet.allOf(NodeRole.class).stream()
        .flatMap(role -> NodeKeys.signers(demonstration, role).stream())
        .toArray(String[]::new);
  }

  @Test
  void a_store_is_written_for_its_owner_alone_and_comes_back() throws IOException {
    Path store = store("a.p12", "validator-00", "validator-01");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
        .isEqualTo("rw-------");
    assertThat(KeyStoreFile.read(store, PASSWORD.toCharArray()).aliases())
        .containsExactly("validator-00", "validator-01");
    assertThat(folder).isDirectoryContaining(file -> file.equals(store));
  }

  @Test
  void a_store_that_others_may_read_is_refused_with_the_remedy() throws IOException {
    Path store = store("a.p12", "validator-00");
    for (String permissions : List.of("rw-r-----", "rw----r--", "rwx------")) {
      Files.setPosixFilePermissions(store, PosixFilePermissions.fromString(permissions));
      assertThatThrownBy(() -> KeyStoreFile.read(store, PASSWORD.toCharArray()))
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining(permissions)
          .hasMessageContaining("chmod 600 " + store);
    }
  }

  @Test
  void a_wrong_password_and_a_missing_store_are_refused() throws IOException {
    Path store = store("a.p12", "validator-00");
    assertThatThrownBy(() -> KeyStoreFile.read(store, "wrong horse".toCharArray()))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(store.toString())
        .hasMessageNotContaining("wrong horse");
    assertThatThrownBy(() -> KeyStoreFile.read(folder.resolve("no.p12"), new char[] {'x'}))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("keys generate");
  }

  @Test
  void a_list_is_read_and_each_wrong_line_is_named() throws IOException {
    assertThat(PublicKeyList.read(list("validator-00", "region-1")))
        .containsOnlyKeys("region-1", "validator-00");
    String good = PublicKeyList.line("validator-00", key(1).verificationKey());
    for (String bad :
        List.of(
            "validator-01",
            "validator-01 abcd",
            "validator-01 " + "f".repeat(64),
            "validator-00 " + PublicKeyList.line("x", key(2).verificationKey()).substring(2),
            "y".repeat(300))) {
      Path file = Files.write(folder.resolve("bad.txt"), List.of(good, bad));
      assertThatThrownBy(() -> PublicKeyList.read(file))
          .as(bad)
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining("bad.txt:2");
    }
  }

  @Test
  void a_market_of_listed_keys_alone_is_no_demonstration_and_is_another_chain() throws IOException {
    ScenarioMarket all = market(read(list(everybody())));
    ScenarioMarket some = market(read(list("validator-00")));
    ScenarioMarket none = market(MarketKeys.demonstration(7));

    assertThat(all.genesis().parameters().demoKeys()).isFalse();
    assertThat(some.genesis().parameters().demoKeys()).isTrue();
    assertThat(none.genesis().parameters().demoKeys()).isTrue();
    assertThat(Set.of(all.genesis().chainId(), some.genesis().chainId(), none.genesis().chainId()))
        .hasSize(3);
    assertThat(some.genesis().validators().get(0).key())
        .isEqualTo(key("validator-00".hashCode() & 0x7f).verificationKey());
  }

  @Test
  void a_node_has_its_own_validators_key_and_the_others_public_ones() throws IOException {
    Path store = store("a.p12", "validator-00");
    MarketKeys keys = read(list("validator-00", "validator-01"), store);
    ScenarioMarket market = market(keys);
    NodeKeys.keepFor(Set.of(NodeRole.VALIDATOR), keys, market);

    assertThat(market.validators().keys(new ParticipantId("validator-00"))).hasSize(1);
    assertThat(market.validators().keys(new ParticipantId("validator-01"))).isEmpty();
    assertThatThrownBy(() -> keys.signingKey("validator-01"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("validator-01")
        .hasMessageContaining("wattmesh.keys.stores");
  }

  @Test
  void a_node_keeps_no_key_of_a_role_that_it_does_not_have() throws IOException {
    Path store = store("a.p12", "validator-00", "region-0");
    MarketKeys keys = read(list("validator-00", "region-0"), store);
    ScenarioMarket market = market(keys);
    NodeKeys.keepFor(Set.of(NodeRole.VALIDATOR), keys, market);
    assertThat(keys.holds("validator-00")).isTrue();
    assertThat(keys.holds("region-0")).isFalse();
  }

  @Test
  void a_node_that_lacks_keys_of_its_role_is_refused_by_name() throws IOException {
    MarketKeys keys = read(list(everybody()));
    ScenarioMarket market = market(keys);
    for (NodeRole role : List.of(NodeRole.VALIDATOR, NodeRole.CLEARING, NodeRole.AGGREGATOR)) {
      assertThatThrownBy(() -> NodeKeys.keepFor(Set.of(role), keys, market))
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining(role.key())
          .hasMessageContaining(NodeKeys.signers(market, role).first());
    }
    NodeKeys.keepFor(Set.of(NodeRole.GATEWAY), keys, market);
  }

  @Test
  void a_private_key_that_is_not_the_listed_one_is_refused() throws IOException {
    Path store = folder.resolve("a.p12");
    KeyStoreFile.write(store, KeyVault.EMPTY.with("validator-00", key(99)), PASSWORD.toCharArray());
    Path list = list("validator-00");
    assertThatThrownBy(() -> read(list, store))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("validator-00");
  }

  @Test
  void nobody_signs_under_two_roles() {
    List<String> names = List.of(everybody());
    assertThat(names).hasSameSizeAs(names.stream().collect(Collectors.toSet()));
  }

  @Test
  void settings_never_print_the_password() {
    assertThat(new NodeSettings.Keys(Optional.empty(), List.of(), PASSWORD).toString())
        .doesNotContain(PASSWORD);
  }
}
