package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.LocalCluster.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * A validator that was away for two epochs while all others pruned the blocks of both. It takes
 * longer than others for its real signatures.
 */
class LaterEpochSnapshotTest {
  private static final int LATE = 3;
  static final SnapshotOptions OPTIONS = new SnapshotOptions(4, 100, 500, 1_000_000, false);
  private static final SnapshotOptions ARCHIVE = new SnapshotOptions(4, 100, 500, 1_000_000, true);
  private static final ValidatorSet SECOND = numbers(1, 0, 1, 2, 4);
  static final ValidatorSet WITH_LATE = numbers(2, 2, LATE, 4, 5);

  /** Six processes, the first four of which begin; one of these is cut off for two epochs. */
  static SnapshotCluster away(SnapshotOptions options, ValidatorSet last) {
    var cluster = new SnapshotCluster(options, BatchOptions.standard(), 6);
    cluster.submit(2);
    cluster.cutOff(LATE);
    cluster.submit(LocalCluster.changeTo(SECOND));
    cluster.submit(3);
    cluster.submit(LocalCluster.changeTo(last));
    cluster.submit(8);
    cluster.pruneAllBut(LATE);
    assertThat(cluster.hosts.get(2).replica.epoch()).isEqualTo(2);
    assertThat(cluster.hosts.get(LATE).replica.epoch()).isZero();
    return cluster;
  }

  private static void joined(SnapshotCluster cluster) {
    cluster.join(LATE);
    cluster.submit(1);
    cluster.pass(3_000);
    cluster.submit(1);
  }

  private static void assertAgrees(SnapshotCluster cluster) {
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    SnapshotCluster.Host other = cluster.hosts.get(2);
    assertThat(late.replica.isHalted()).isFalse();
    assertThat(late.replica.epoch()).isEqualTo(2);
    assertThat(late.height()).isEqualTo(other.height());
    assertThat(late.stateRoot()).isEqualTo(other.stateRoot());
    assertThat(late.states.get(late.tip.id()).root()).isEqualTo(late.stateRoot());
  }

  private static List<SafetyRow> rows(SnapshotCluster.Host host) {
    return host.log.stream()
        .filter(Effect.PersistSafety.class::isInstance)
        .map(effect -> ((Effect.PersistSafety) effect).row())
        .toList();
  }

  @Test
  void it_comes_back_with_a_snapshot_of_the_later_epoch_and_its_vote_counts_again() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    joined(cluster);

    assertAgrees(cluster);
    SnapshotManifest installed = late.works(SnapshotWork.Install.class).getFirst().manifest();
    assertThat(installed.header().epoch()).isEqualTo(2);
    assertThat(late.epochs.keySet()).containsExactly(0L, 1L);
    assertThat(late.replica.isObserver()).isFalse();
    assertThat(late.replica.status().lack()).isEmpty();

    cluster.cutOff(2); // Now three of four are left, so that each vote is needed.
    long before = late.height();
    cluster.submit(2);
    cluster.pass(3_000);
    assertThat(late.height()).isGreaterThan(before);
    assertThat(late.row.lastVote().orElseThrow().context().epoch()).isEqualTo(2);
  }

  @Test
  void its_row_comes_to_the_later_epoch_at_once_and_no_round_of_it_restarts() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    SafetyRow before = late.row;
    assertThat(before.lastVotedRound()).isPositive();
    joined(cluster);

    List<SafetyRow> rows = rows(late);
    SafetyRow entered = rows.stream().filter(row -> row.epoch() > 0).findFirst().orElseThrow();
    assertThat(rows).extracting(SafetyRow::epoch).containsOnly(0L, 2L).isSorted();
    assertThat(rows).extracting(SafetyRow::lastVotedRound).isSorted();
    assertThat(rows).extracting(SafetyRow::lastProposalRound).isSorted();
    EpochChange end = late.epochs.get(1L);
    assertThat(entered.highQc()).isEqualTo(end.certificate());
    assertThat(entered.oneChainRound()).isEqualTo(end.last().round());
    assertThat(entered.highestTimeoutRound()).isZero();
    assertThat(entered.lastVotedRound()).isGreaterThanOrEqualTo(before.lastVotedRound());
    assertThat(entered.lastProposalRound()).isGreaterThanOrEqualTo(before.lastProposalRound());
    assertThat(entered.lastVote()).isEmpty();
    assertThat(entered.highTc()).isEmpty();
  }

  @Test
  void one_that_is_no_validator_of_the_later_epoch_goes_on_as_an_observer() {
    SnapshotCluster cluster = away(OPTIONS, numbers(2, 0, 2, 4, 5));
    joined(cluster);
    cluster.pass(1_000);

    assertAgrees(cluster);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    assertThat(late.works(SnapshotWork.Install.class)).hasSize(1);
    assertThat(late.replica.isObserver()).isTrue();
    assertThat(late.row.epoch()).isEqualTo(2);
  }

  @Test
  void one_that_far_behind_the_beginning_of_an_epoch_asks_for_no_blocks_first() {
    SnapshotCluster cluster = away(new SnapshotOptions(4, 100, 3, 1_000_000, false), WITH_LATE);
    joined(cluster);

    assertAgrees(cluster);
    assertThat(cluster.hosts.get(LATE).works(SnapshotWork.Install.class)).isNotEmpty();
  }

  /** From the return until it has voted again; before each effect that stores something. */
  @Test
  void a_crash_at_any_point_where_something_is_stored_changes_nothing() {
    var large = new SnapshotOptions(4, 400, 500, 1_000_000, false);
    int points = 0;
    while (comesBackAfterCrash(away(large, WITH_LATE), points)) {
      points++;
    }
    assertThat(points).as("points where something is stored").isGreaterThan(8);
  }

  /** Whether there was a crash: so much is stored before it. */
  private static boolean comesBackAfterCrash(SnapshotCluster cluster, int stored) {
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    late.persistsLeft = OptionalInt.of(stored);
    cluster.join(LATE);
    cluster.submit(1);
    cluster.pass(1_000);
    boolean crashed = cluster.isCrashed(LATE);
    late.persistsLeft = OptionalInt.empty();
    if (crashed) {
      cluster.start(LATE);
    }
    cluster.submit(1);
    cluster.pass(1_000);
    cluster.submit(1);

    assertAgrees(cluster);
    assertThat(late.row.epoch()).as("crash after %d", stored).isEqualTo(2);
    assertThat(late.row.lastVote()).as("crash after %d", stored).isPresent();
    assertThat(rows(late)).extracting(SafetyRow::lastVotedRound).isSorted();
    return crashed;
  }

  @Test
  void a_restart_goes_on_with_the_chunks_of_the_later_epoch_that_it_has() {
    SnapshotCluster cluster = away(new SnapshotOptions(4, 20, 500, 1_000_000, false), WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    for (SnapshotCluster.Host host : cluster.hosts) {
      host.served =
          read ->
              late.incomingChunks.size() < 2 || read.request().isForManifest()
                  ? Optional.of(read)
                  : Optional.empty();
    }
    cluster.join(LATE);
    cluster.submit(1);
    int kept = late.incomingChunks.size();
    int chunks = late.incoming.orElseThrow().cut().chunks();
    assertThat(kept).isBetween(2, chunks - 1);

    cluster.hosts.forEach(host -> host.served = Optional::of);
    late.log.clear();
    cluster.start(LATE);
    cluster.pass(2_000);
    cluster.submit(1);

    assertAgrees(cluster);
    assertThat(late.works(SnapshotWork.BeginFetch.class)).isEmpty();
    assertThat(late.works(SnapshotWork.KeepChunk.class)).hasSize(chunks - kept);
  }

  @Test
  void a_manifest_of_the_later_epoch_is_not_believed_without_its_validators_signatures() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    for (SnapshotCluster.Host host : cluster.hosts) {
      host.served =
          read ->
              Optional.of(
                  new Input.SnapshotRead(
                      read.asker(),
                      read.request(),
                      read.content()
                          .filter(_ -> read.request().isForManifest())
                          .map(CatchingUpTest::withOtherSignature)));
    }
    joined(cluster);

    assertThat(late.refusals(RefusalReason.BAD_SNAPSHOT))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(refused -> refused.detail().contains("does not hold"));
    assertThat(late.works(SnapshotWork.BeginFetch.class)).isEmpty();
    assertThat(late.replica.epoch()).isZero();
    assertThat(late.replica.status().lack().orElseThrow().reason())
        .isEqualTo(RefusalReason.PRUNED_EVERYWHERE);

    cluster.hosts.forEach(host -> host.served = Optional::of);
    cluster.pass(3_000);
    cluster.submit(1);
    assertAgrees(cluster);
  }

  @Test
  void where_an_epochs_end_is_forged_no_snapshot_beyond_it_is_taken() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    EpochChange first = cluster.hosts.get(2).epochs.get(0L);
    EpochChange second = cluster.hosts.get(2).epochs.get(1L);
    var forged =
        new EpochChange(
            second.last(), second.certificate(), second.commit(), numbers(2, 0, 1, 2, 4));
    cluster.join(LATE);
    cluster.altered =
        envelope ->
            envelope.type() == MessageType.EPOCH_CHANGES
                ? new EpochChanges(List.of(first, forged)).toBytes()
                : envelope.payload();
    cluster.submit(1);
    cluster.pass(3_000);

    assertThat(late.refusals(RefusalReason.BAD_CERTIFICATE))
        .isNotEmpty()
        .allMatch(refused -> refused.detail().contains("names other validators"));
    assertThat(late.works(SnapshotWork.BeginFetch.class)).isEmpty();
    assertThat(late.replica.epoch()).isZero();

    cluster.altered = SignedEnvelope::payload;
    cluster.submit(1);
    cluster.pass(3_000);
    cluster.submit(1);
    assertAgrees(cluster);
  }

  @Test
  void an_archive_stays_behind_and_says_so() {
    SnapshotCluster cluster = away(ARCHIVE, WITH_LATE);
    joined(cluster);

    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    assertThat(late.replica.epoch()).isZero();
    assertThat(late.refusals(RefusalReason.PRUNED_EVERYWHERE)).isNotEmpty();
    ReplicaStatus.Lack lack = late.replica.status().lack().orElseThrow();
    assertThat(lack.reason()).isEqualTo(RefusalReason.PRUNED_EVERYWHERE);
    assertThat(lack.aboveHeight()).isEqualTo(late.replica.committedHeight());
    assertThat(lack.what()).contains("which an archive needs");
  }

  @Test
  void one_whom_nobody_answers_says_so_until_somebody_does() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    cluster.join(LATE);
    cluster.altered =
        envelope ->
            envelope.type() == MessageType.CHAIN_REPLY ? new byte[] {1} : envelope.payload();
    cluster.submit(1);
    cluster.pass(1_000);
    assertThat(late.replica.epoch()).isZero();
    assertThat(late.replica.status().lack().orElseThrow().reason())
        .isEqualTo(RefusalReason.NOBODY_ANSWERS);

    cluster.altered = SignedEnvelope::payload;
    cluster.pass(2_000);
    cluster.submit(1);
    assertAgrees(cluster);
    assertThat(late.replica.status().lack()).isEmpty();
  }

  /** Requests are in the epoch that is proven, so that nobody shows the way there again. */
  @Test
  void the_way_to_the_later_epoch_is_not_sent_with_each_chunk() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    joined(cluster);

    assertAgrees(cluster);
    assertThat(late.works(SnapshotWork.KeepChunk.class)).hasSizeGreaterThan(3);
    assertThat(
            late.log.stream()
                .filter(Effect.Send.class::isInstance)
                .map(effect -> ConsensusMessage.ofBytes(((Effect.Send) effect).message()))
                .filter(message -> message.envelope().type() == MessageType.SNAPSHOT_REQUEST))
        .isNotEmpty()
        .allMatch(message -> message.envelope().context().epoch() == 2);
  }

  @Test
  void changes_that_come_in_parts_lead_on_from_what_is_known() {
    SnapshotCluster cluster = away(OPTIONS, WITH_LATE);
    SnapshotCluster.Host late = cluster.hosts.get(LATE);
    cluster.join(LATE);
    cluster.altered =
        envelope ->
            envelope.type() == MessageType.EPOCH_CHANGES
                ? onlyFirst(envelope.payload()).toBytes()
                : envelope.payload();
    cluster.submit(1);
    cluster.pass(3_000);
    cluster.submit(1);

    assertAgrees(cluster);
    assertThat(late.works(SnapshotWork.Install.class)).isNotEmpty();
  }

  private static EpochChanges onlyFirst(byte[] payload) {
    EpochChanges all = CanonicalReader.readAll(payload, EpochChanges::read);
    return new EpochChanges(all.changes().stream().limit(1).toList());
  }
}
