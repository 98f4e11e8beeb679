package io.wattmesh.ledger.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cassandra.CassandraException;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The safety row by its statements, over a real server. */
class CassandraSafetyTest {
  private final FencingChain chain = new FencingChain(8);
  private final SafetyRules rules = chain.rules();
  private final SafetyRow first = SafetyRow.initial(0, chain.genesisId());
  private final ParticipantId validator = TestServer.name();

  private CassandraLedgerStore open() {
    return CassandraLedgerStore.over(TestServer.get().database(), TestServer.CHAIN, validator);
  }

  private SafetyRow voted(SafetyRow row, int round) {
    return ((Decision.Granted)
            rules.vote(row, chain.shown(round, 1).header(), chain.below(round), Optional.empty()))
        .row();
  }

  private SafetyRow timedOut(SafetyRow row, int round) {
    return ((Decision.Granted) rules.timeout(row, round, chain.below(round), Optional.empty()))
        .row();
  }

  private SafetyRow proposed(SafetyRow row, int round) {
    return ((Decision.Granted)
            rules.propose(row, chain.shown(round, 1), chain.below(round), Optional.empty()))
        .row();
  }

  private void assertStored(SafetyRow row) {
    try (var store = open()) {
      assertThat(store.safetyRow()).contains(row);
    }
  }

  @Test
  void every_kind_of_change_is_there_for_the_next_incarnation() {
    SafetyRow row = first;
    try (var store = open()) {
      assertThat(store.safetyRow()).isEmpty();
      store.putSafetyRow(row);
    }
    assertStored(row);
    SafetyRow voted = voted(row, 2);
    SafetyRow timedOut = timedOut(voted, 3);
    SafetyRow proposed = proposed(timedOut, 4);
    SafetyRow entered = proposed.entered(1, chain.below(6));
    for (SafetyRow next : new SafetyRow[] {voted, timedOut, proposed, entered}) {
      try (var store = open()) {
        store.putSafetyRow(next);
      }
      assertStored(next);
    }
  }

  @Test
  void several_changes_are_one_statement() {
    SafetyRow several = proposed(timedOut(voted(first, 2), 3), 4);
    try (var store = open()) {
      store.putSafetyRow(first);
      long before = TestServer.get().database().requests();
      store.putSafetyRow(several);
      assertThat(TestServer.get().database().requests() - before).isEqualTo(1);
    }
    assertStored(several);
  }

  @Test
  void a_vote_is_one_round_trip_and_the_same_row_again_is_none() {
    try (var store = open()) {
      store.putSafetyRow(first);
      SafetyRow voted = voted(first, 1);
      long before = TestServer.get().database().requests();
      store.putSafetyRow(voted);
      store.putSafetyRow(voted);
      assertThat(TestServer.get().database().requests() - before).isEqualTo(1);
    }
  }

  @Test
  void whoever_opens_last_has_the_row_and_the_other_signs_no_more() {
    try (var older = open()) {
      older.putSafetyRow(first);
      try (var newer = open()) {
        assertThatThrownBy(() -> older.putSafetyRow(voted(first, 1)))
            .isInstanceOf(FencedException.class)
            .hasMessageContaining("incarnation 2")
            .hasMessageContaining("incarnation 1")
            .hasMessageContaining("signs no more");
        newer.putSafetyRow(voted(first, 1));
        assertThatThrownBy(() -> older.putSafetyRow(voted(first, 2)))
            .as("for good")
            .isInstanceOf(FencedException.class);
      }
    }
    assertStored(voted(first, 1));
  }

  @Test
  void of_two_that_begin_at_once_one_has_the_row() {
    try (var one = open();
        var other = open()) {
      one.putSafetyRow(first);
      assertThatThrownBy(() -> other.putSafetyRow(first)).isInstanceOf(FencedException.class);
    }
  }

  @Test
  void no_row_is_made_where_there_are_blocks() {
    try (var store = open()) {
      store.putBlock(new LinkedBlock(chain.shown(1, 1), chain.below(1)));
      assertThatThrownBy(() -> store.putSafetyRow(first))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must not vote again");
    }
  }

  @Test
  void a_row_that_somebody_wrote_under_this_incarnation_is_not_signed_over() {
    try (var store = open()) {
      store.putSafetyRow(first);
      var space = new LedgerSpace(TestServer.get().database(), TestServer.CHAIN, validator);
      assertThat(
              TestServer.get()
                  .database()
                  .execute(
                      new SafetyStatements(space).of(SafetyChange.VOTE, 1, first, voted(first, 5)))
                  .wasApplied())
          .isTrue();
      assertThatThrownBy(() -> store.putSafetyRow(voted(first, 2)))
          .isInstanceOf(CassandraException.class)
          .isNotInstanceOf(FencedException.class)
          .hasMessageContaining("voted 5")
          .hasMessageContaining("Nothing is sent");
    }
    assertStored(voted(first, 5));
  }

  @Test
  void whoever_reads_only_claims_nothing_and_writes_nothing() {
    CassandraSettings settings = TestServer.get().settings();
    try (var store = open()) {
      store.putSafetyRow(first);
      try (var reader = CassandraLedgerStore.openReadOnly(settings, TestServer.CHAIN, validator)) {
        store.putSafetyRow(voted(first, 1));
        assertThat(reader.safetyRow()).contains(voted(first, 1));
        assertThatThrownBy(() -> reader.putSafetyRow(voted(first, 2)))
            .hasMessageContaining("to be read alone");
      }
      store.putSafetyRow(voted(voted(first, 1), 2));
    }
  }

  @Test
  void a_whole_opening_finds_what_it_wrote_and_its_server_safe() {
    CassandraSettings settings = TestServer.get().settings();
    try (var store = CassandraLedgerStore.open(settings, TestServer.CHAIN, validator)) {
      store.putSafetyRow(first);
    }
    try (var store = CassandraLedgerStore.open(settings, TestServer.CHAIN, validator)) {
      assertThat(store.safetyRow()).contains(first);
      store.putSafetyRow(voted(first, 1));
    }
    assertStored(voted(first, 1));
  }

  @Test
  void one_node_is_refused_unless_the_settings_allow_it() {
    CassandraSettings lax = TestServer.get().settings();
    var strict =
        new CassandraSettings(
            lax.contactPoints(),
            lax.localDatacenter(),
            lax.login(),
            lax.keyspace(),
            lax.tls(),
            false,
            false,
            lax.requestTimeout(),
            lax.patience());
    assertThatThrownBy(() -> CassandraLedgerStore.open(strict, TestServer.CHAIN, validator))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("replication factor in datacenter1 is 1 and must be at least 3");
  }

  @Test
  void a_closed_store_is_not_touched_by_a_reader_that_comes_late() {
    var store = open();
    store.close();
    assertThatThrownBy(() -> store.snapshot(3)).hasMessageContaining("closed");
    assertThatThrownBy(() -> store.pruneThrough(3)).hasMessageContaining("closed");
  }

  @Test
  void a_keyspace_that_is_not_there_is_told_at_once() {
    CassandraSettings there = TestServer.get().settings();
    var missing =
        new CassandraSettings(
            there.contactPoints(),
            there.localDatacenter(),
            there.login(),
            "nobody_made_this",
            there.tls(),
            true,
            false,
            there.requestTimeout(),
            there.patience());
    assertThatThrownBy(() -> Database.open(missing))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("nobody_made_this");
  }
}
