package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowersTest {
  private static final ParticipantId SELF = new ParticipantId("validator-0");

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
  private final List<ToGateway.Blocks> heard = new ArrayList<>();
  private final GatewayAddress gateway = message -> heard.add((ToGateway.Blocks) message);
  private ValidatorNet net;
  private Followers followers;
  private long tip;
  private Hash root;

  @BeforeEach
  void commit() {
    net = new ValidatorNet(fixture, stores);
    for (byte[] book : fixture.books(0)) {
      net.submit(book);
    }
    tip = net.host(0).height();
    root = net.host(0).told.getLast().stateRoot();
    assertThat(tip).isGreaterThan(1);
    followers = new Followers(SELF, stores.getFirst());
  }

  private FollowedBlock stored(long height) {
    return new FollowedBlock(
        stores.getFirst().committedAt(height).orElseThrow().block(),
        net.host(0).told.get((int) height - 1).stateRoot());
  }

  @Test
  void who_asks_is_sent_all_from_there_with_the_states_after_them() {
    followers.follow(gateway, 1, root, 0);
    followers.follow(gateway, tip, root, 1);
    followers.follow(gateway, tip + 1, root, 2);
    assertThat(heard.get(0).blocks()).hasSize((int) tip).startsWith(stored(1));
    assertThat(heard.get(0).blocks().getLast()).isEqualTo(stored(tip));
    assertThat(heard.get(1).blocks()).containsExactly(stored(tip));
    assertThat(heard.get(2)).isEqualTo(new ToGateway.Blocks(SELF, tip, List.of()));
  }

  @Test
  void new_blocks_go_to_those_who_have_all_before_them_and_have_asked_lately() {
    followers.follow(gateway, tip, root, 0);
    heard.clear();
    followers.committed(stored(tip).block(), root, 1);
    assertThat(heard).as("it has that one").isEmpty();

    followers.follow(gateway, tip, root, 2);
    var late = new Followers(SELF, new MemoryStore());
    late.follow(gateway, 1, Hash.ZERO, 0);
    heard.clear();
    late.committed(stored(1).block(), stored(1).stateRoot(), Followers.FORGOTTEN_MILLIS);
    late.committed(stored(2).block(), stored(2).stateRoot(), Followers.FORGOTTEN_MILLIS + 1);
    assertThat(heard)
        .as("the second comes after it was forgotten")
        .containsExactly(new ToGateway.Blocks(SELF, 1, List.of(stored(1))));
  }

  @Test
  void who_asks_for_what_cannot_be_is_told_nothing() {
    followers.follow(gateway, 0, root, 0);
    assertThat(heard).isEmpty();
    followers.follow(gateway, Long.MAX_VALUE, root, 0);
    assertThat(heard).containsExactly(new ToGateway.Blocks(SELF, tip, List.of()));
  }
}
