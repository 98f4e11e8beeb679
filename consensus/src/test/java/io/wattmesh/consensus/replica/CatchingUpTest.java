package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.proto.crypto.MessageType;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatchingUpTest {
  private static final int EVERY = 10;
  private static final SnapshotOptions OPTIONS =
      new SnapshotOptions(EVERY, 100, 15, 1_000_000, false);

  private static SnapshotCluster behind(SnapshotOptions options, int transactions) {
    var cluster = new SnapshotCluster(options);
    cluster.submit(2);
    cluster.cutOff(3);
    cluster.submit(transactions);
    return cluster;
  }

  private static void assertAgrees(SnapshotCluster cluster) {
    SnapshotCluster.Host late = cluster.hosts.get(3);
    SnapshotCluster.Host other = cluster.hosts.get(1);
    assertThat(late.replica.isHalted()).isFalse();
    assertThat(late.height()).isEqualTo(other.height());
    assertThat(late.stateRoot()).isEqualTo(other.stateRoot());
    assertThat(late.states.get(late.tip.id()).root()).isEqualTo(late.stateRoot());
  }

  private static long asked(SnapshotCluster.Host host) {
    return host.log.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ConsensusMessage.ofBytes(((Effect.Send) effect).message()).envelope())
        .filter(envelope -> envelope.type() == MessageType.SNAPSHOT_REQUEST)
        .count();
  }

  @Test
  void a_validator_far_behind_starts_from_a_snapshot_and_follows_the_tail_to_the_same_state() {
    SnapshotCluster cluster = behind(OPTIONS, 25);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    long before = late.height();
    cluster.join(3);
    cluster.submit(3);
    cluster.pass(2_000);

    assertAgrees(cluster);
    SnapshotManifest installed = late.works(SnapshotWork.Install.class).getFirst().manifest();
    assertThat(installed.cut().chunks()).isGreaterThan(5);
    assertThat(installed.height()).isGreaterThan(before).isLessThan(late.height());
    assertThat(late.committed.firstKey()).isEqualTo(installed.height() + 1);
    assertThat(late.works(SnapshotWork.KeepChunk.class)).hasSize(installed.cut().chunks());

    cluster.start(3);
    cluster.submit(1);
    assertAgrees(cluster);
  }

  @Test
  void whoever_starts_from_a_snapshot_draws_the_same_leaders_also_after_a_restart() {
    SnapshotCluster cluster = behind(OPTIONS, 80);
    cluster.join(3);
    cluster.submit(1);
    cluster.pass(2_000);
    assertAgrees(cluster);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    assertThat(late.committed.firstKey()).isGreaterThan(late.height() - 40);
    assertLeadsLikeTheOthers(cluster);

    cluster.start(3);
    assertLeadsLikeTheOthers(cluster);
  }

  private static void assertLeadsLikeTheOthers(SnapshotCluster cluster) {
    long from = cluster.hosts.get(3).replica.round();
    for (long round = from; round < from + 200; round++) {
      int leader = cluster.hosts.get(1).replica.leader(round);
      assertThat(cluster.hosts.get(3).replica.leader(round)).isEqualTo(leader);
    }
  }

  @Test
  void a_manifest_without_the_headers_that_leaders_are_drawn_by_is_refused() {
    SnapshotCluster cluster = behind(OPTIONS, 80);
    for (int liar = 0; liar < 3; liar++) {
      cluster.hosts.get(liar).served =
          read ->
              Optional.of(
                  new Input.SnapshotRead(
                      read.asker(),
                      read.request(),
                      read.content()
                          .map(
                              content ->
                                  read.request().isForManifest() ? shortened(content) : content)));
    }
    cluster.join(3);
    cluster.submit(1);
    cluster.pass(1_000);
    assertThat(cluster.hosts.get(3).refusals(RefusalReason.BAD_SNAPSHOT))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(refused -> refused.detail().contains("leaders are drawn by 47 headers"));
  }

  private static byte[] shortened(byte[] manifest) {
    SnapshotManifest whole = SnapshotManifest.ofBytes(manifest);
    return new SnapshotManifest(
            whole.before().subList(1, whole.before().size()),
            whole.headers(),
            whole.proof(),
            whole.cut())
        .toBytes();
  }

  @Test
  void whoever_starts_from_a_snapshot_votes_for_no_batch_whose_slot_may_be_taken_below_it() {
    var cluster = new SnapshotCluster(OPTIONS, new BatchOptions(0, 200, 20, 4, 800));
    cluster.submit(2);
    cluster.cutOff(3);
    cluster.submit(25);
    cluster.join(3);
    cluster.submit(3);
    cluster.pass(2_000);

    assertAgrees(cluster);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    assertThat(late.works(SnapshotWork.Install.class)).hasSize(1);
    assertThat(late.refusals(RefusalReason.BATCH_REPEATED))
        .isNotEmpty()
        .allMatch(refused -> refused.detail().contains("began with a snapshot"));
  }

  @Test
  void a_validator_that_is_little_behind_takes_blocks() {
    SnapshotCluster cluster = behind(OPTIONS, 5);
    cluster.join(3);
    cluster.submit(2);
    cluster.pass(2_000);

    assertAgrees(cluster);
    assertThat(asked(cluster.hosts.get(3))).isZero();
    assertThat(cluster.hosts.get(3).committed.firstKey()).isEqualTo(1);
  }

  @Test
  void an_archive_takes_blocks_however_far_it_is_behind() {
    SnapshotCluster cluster = behind(new SnapshotOptions(EVERY, 100, 15, 1_000_000, true), 25);
    cluster.join(3);
    cluster.submit(2);
    cluster.pass(2_000);

    assertAgrees(cluster);
    assertThat(asked(cluster.hosts.get(3))).isZero();
  }

  @Test
  void where_all_others_have_pruned_the_blocks_a_snapshot_helps_at_any_distance() {
    SnapshotCluster cluster = behind(new SnapshotOptions(EVERY, 100, 1_000, 1_000_000, false), 25);
    for (int k = 0; k < 3; k++) {
      cluster.hosts.get(k).pruneThrough(cluster.hosts.get(k).snapshots.lastKey());
    }
    cluster.join(3);
    cluster.submit(2);
    cluster.pass(3_000);

    assertAgrees(cluster);
    assertThat(cluster.hosts.get(3).works(SnapshotWork.Install.class)).hasSize(1);
  }

  @Test
  void an_archive_says_that_nobody_has_the_blocks_that_it_needs() {
    SnapshotCluster cluster = behind(new SnapshotOptions(EVERY, 100, 15, 1_000_000, true), 25);
    for (int k = 0; k < 3; k++) {
      cluster.hosts.get(k).pruneThrough(20);
    }
    cluster.join(3);
    cluster.submit(2);
    cluster.pass(3_000);

    SnapshotCluster.Host late = cluster.hosts.get(3);
    assertThat(late.height()).isLessThan(20);
    assertThat(late.refusals(RefusalReason.PRUNED_EVERYWHERE)).hasSizeBetween(1, 5);
  }

  private static Input.SnapshotRead flipped(Input.SnapshotRead read) {
    return new Input.SnapshotRead(
        read.asker(),
        read.request(),
        read.content()
            .map(
                content -> {
                  byte[] other = content.clone();
                  other[other.length - 1] ^= 1;
                  return other;
                }));
  }

  @Test
  void a_wrong_chunk_names_its_sender_and_is_asked_for_elsewhere() {
    SnapshotCluster cluster = behind(OPTIONS, 25);
    cluster.hosts.get(0).served =
        read -> Optional.of(read.request().isForManifest() ? read : flipped(read));
    cluster.join(3);
    cluster.submit(2);
    cluster.pass(2_000);

    assertAgrees(cluster);
    assertThat(cluster.hosts.get(3).refusals(RefusalReason.BAD_SNAPSHOT))
        .isNotEmpty()
        .allMatch(refused -> refused.detail().contains("validator v0"));
  }

  @Test
  void a_manifest_is_not_believed_without_its_proof_whoever_sends_it() {
    SnapshotCluster cluster = behind(OPTIONS, 25);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    for (int liar = 0; liar < 3; liar++) {
      cluster.hosts.get(liar).served =
          read ->
              Optional.of(
                  new Input.SnapshotRead(
                      read.asker(),
                      read.request(),
                      read.content()
                          .filter(content -> read.request().isForManifest())
                          .map(CatchingUpTest::withOtherSignature)));
    }
    for (int k = 0; k < 3; k++) {
      cluster.hosts.get(k).pruneThrough(20);
    }
    cluster.join(3);
    cluster.submit(1);
    cluster.pass(1_000);
    assertThat(late.refusals(RefusalReason.BAD_SNAPSHOT)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(late.works(SnapshotWork.BeginFetch.class)).isEmpty();

    cluster.hosts.get(2).served = Optional::of;
    cluster.pass(3_000);
    cluster.submit(1);
    assertAgrees(cluster);
  }

  static byte[] withOtherSignature(byte[] manifest) {
    byte[] signature =
        SnapshotManifest.ofBytes(manifest)
            .proof()
            .certificate()
            .signatures()
            .values()
            .iterator()
            .next()
            .bytes();
    String hex = HexFormat.of().formatHex(manifest);
    int at = hex.indexOf(HexFormat.of().formatHex(signature)) / 2;
    byte[] other = manifest.clone();
    other[at + 40] ^= 1;
    return other;
  }

  @Test
  void a_fetch_that_a_crash_interrupts_goes_on_with_what_was_missing() {
    SnapshotCluster cluster = behind(OPTIONS, 40);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    for (int k = 0; k < 3; k++) {
      // Only so much gets through before the crash.
      cluster.hosts.get(k).served =
          read ->
              late.incomingChunks.size() < 3 || read.request().isForManifest()
                  ? Optional.of(read)
                  : Optional.empty();
    }
    cluster.join(3);
    cluster.submit(1);
    int kept = late.incomingChunks.size();
    int chunks = late.incoming.orElseThrow().cut().chunks();
    assertThat(kept).isBetween(3, chunks - 1);

    for (int k = 0; k < 3; k++) {
      cluster.hosts.get(k).served = Optional::of;
    }
    late.log.clear();
    cluster.start(3);
    cluster.submit(1);
    cluster.pass(2_000);

    assertAgrees(cluster);
    assertThat(late.works(SnapshotWork.BeginFetch.class)).isEmpty();
    assertThat(late.works(SnapshotWork.KeepChunk.class)).hasSize(chunks - kept);
  }

  @Test
  void a_kept_chunk_that_the_disk_has_damaged_is_fetched_again() {
    SnapshotCluster cluster = behind(OPTIONS, 40);
    SnapshotCluster.Host late = cluster.hosts.get(3);
    cluster.join(3);
    cluster.hosts.get(0).served =
        read -> {
          late.incomingChunks.computeIfPresent(
              0,
              (index, chunk) -> {
                byte[] other = chunk.clone();
                other[5] ^= 1;
                return other;
              });
          cluster.hosts.get(0).served = Optional::of;
          return Optional.of(read);
        };
    cluster.submit(2);
    cluster.pass(2_000);

    assertAgrees(cluster);
  }

  @Test
  void a_validator_far_behind_gets_its_share_and_the_others_lose_no_round_over_it() {
    SnapshotCluster calm = behind(new SnapshotOptions(EVERY, 100, 15, 1_000_000, false), 25);
    calm.submit(6);
    long roundsWithout = calm.hosts.get(1).replica.round();

    SnapshotCluster cluster = behind(new SnapshotOptions(EVERY, 100, 15, 60, false), 25);
    cluster.join(3);
    // Asked far more often than its share allows.
    cluster.submit(6);
    assertThat(cluster.hosts.get(3).works(SnapshotWork.Install.class)).isEmpty();
    assertThat(cluster.hosts.get(1).replica.round()).isLessThanOrEqualTo(roundsWithout);
    assertThat(
            cluster.hosts.stream()
                .mapToInt(host -> host.refusals(RefusalReason.ASKS_TOO_MUCH).size())
                .sum())
        .isPositive();

    cluster.pass(200_000);
    cluster.submit(1);
    cluster.pass(200_000);
    assertAgrees(cluster);
  }

  @Test
  void a_validator_whose_state_differs_halts_and_says_what_differs() {
    var cluster = new SnapshotCluster(OPTIONS);
    cluster.submit(2);
    SnapshotCluster.Host wrong = cluster.hosts.get(3);
    wrong.ledger.corruption = Optional.of(new byte[] {1, 2, 3});
    cluster.submit(3);
    cluster.pass(1_000);

    assertThat(wrong.replica.isHalted()).isTrue();
    Divergence divergence = wrong.works(SnapshotWork.Diverged.class).getFirst().divergence();
    assertThat(divergence.own().stateRoot()).isNotEqualTo(divergence.certified().stateRoot());
    assertThat(divergence.after().orElseThrow().root()).isEqualTo(divergence.own().stateRoot());
    assertThat(cluster.hosts.get(1).states.get(divergence.blockId()).root())
        .isEqualTo(divergence.certified().stateRoot());
    assertThat(cluster.hosts.get(1).height()).isGreaterThan(divergence.height());
  }

  @Test
  void where_the_others_have_a_snapshot_of_just_that_state_the_first_differing_keys_are_found() {
    var cluster = new SnapshotCluster(new SnapshotOptions(1, 100, 15, 1_000_000, false));
    cluster.submit(8);
    SnapshotCluster.Host wrong = cluster.hosts.get(3);
    wrong.ledger.corruption = Optional.of(new byte[] {1, 2, 3});
    cluster.submit(3);
    cluster.pass(1_000);

    assertThat(wrong.replica.isHalted()).isTrue();
    Divergence last = wrong.works(SnapshotWork.Diverged.class).getLast().divergence();
    assertThat(last.keyPrefix()).isPresent();
    var differing = new StringBuilder();
    cluster
        .hosts
        .get(1)
        .snapshots
        .get(last.height())
        .cut()
        .forEachDifference(last.after().orElseThrow(), prefix -> differing.append(prefix + " "));
    assertThat(differing.toString()).startsWith(last.keyPrefix().orElseThrow() + " ");
  }
}
