package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.replication.ReplyDesk.Letter;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.client.BlockProof;
import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.client.ReplyKind;
import io.wattmesh.proto.client.Statement;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplyDeskTest {
  private static final Hash[] IDS = {id(0), id(1), id(2), id(3), id(4), id(5)};

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final ValidatorSet validators = fixture.genesis().validators();
  private final Client client = new Client();
  private final ReplyDesk desk = desk(List.of(), 100);
  private Hash parentId = Hash.ZERO;
  private long height;

  private static final class Client implements ReplyAddress {
    private final List<Reply> heard = new ArrayList<>();

    @Override
    public void tell(Reply reply) {
      heard.add(reply);
    }
  }

  private static Hash id(int k) {
    return Sha256.of(new byte[] {(byte) k});
  }

  private ReplyDesk desk(List<EpochChange> epochs, int maxTransactions) {
    var signer =
        new ReplyDesk.Signer(
            new ParticipantId("validator-1"),
            List.of(Signing.key("validator-1")),
            fixture.genesis().chainId(),
            validators);
    return new ReplyDesk(signer, epochs, maxTransactions);
  }

  private Asker asker() {
    return new Asker(client, validators.epoch());
  }

  private static Outcome outcome(int k, OutcomeCode code) {
    return new Outcome(IDS[k], code, 0, "");
  }

  private BlockHeader header(long epoch, Hash outcomesRoot, Hash next) {
    Hash empty = MerkleTree.root(List.of());
    var header =
        new BlockHeader(
            epoch,
            10 + height,
            height,
            parentId,
            0,
            1_000 + height,
            empty,
            empty,
            Hash.ZERO,
            outcomesRoot,
            next);
    parentId = header.id();
    height++;
    return header;
  }

  /** The next block, whose parent had the outcomes with this root. */
  private CommittedBlock block(Hash parentOutcomesRoot, Outcome... outcomes) {
    height = Math.max(1, height);
    BlockHeader header = header(validators.epoch(), parentOutcomesRoot, Hash.ZERO);
    return new CommittedBlock(header, outcomes.length, Hash.ZERO, List.of(outcomes), List.of());
  }

  private static Hash root(CommittedBlock block) {
    return MerkleTree.root(block.outcomes().stream().map(Outcome::toBytes).toList());
  }

  private CommitProof proofOf(CommittedBlock block) {
    BlockHeader child = header(validators.epoch(), root(block), Hash.ZERO);
    height--;
    parentId = block.header().id();
    return new CommitProof(child, certificate(child));
  }

  private QuorumCertificate certificate(BlockHeader on) {
    return new QuorumCertificate(
        new VoteContent(on.round(), on.id(), on.round() - 1), new TreeMap<>());
  }

  private void commit(CommittedBlock block) {
    send(desk.committed(block, proofOf(block)));
  }

  private static void send(List<Letter> letters) {
    letters.forEach(Letter::send);
  }

  private Statement statement(Reply reply) {
    var signed = (Reply.Signed) reply;
    assertThat(
            signed
                .envelope()
                .isSignedBy(
                    Signing.key("validator-1").verificationKey(),
                    new SigningContext(fixture.genesis().chainId(), validators.epoch())))
        .isTrue();
    return Statement.ofBytes(signed.envelope().payload());
  }

  private static void assertProves(Reply reply, CommittedBlock block, int index) {
    var proven = (Reply.Proven) reply;
    BlockProof proof = BlockProof.ofBytes(proven.blockProof());
    assertThat(proof.linkRefusal()).isEmpty();
    assertThat(proof.commit().structureRefusal()).isEmpty();
    assertThat(proof.height()).isEqualTo(block.header().height());
    assertThat(proof.outcomesRoot()).isEqualTo(root(block));
    assertThat(proven.outcome()).isEqualTo(block.outcomes().get(index).toRecord());
    assertThat(proven.path().verify(proven.outcome().toBytes(), proof.outcomesRoot())).isTrue();
  }

  @Test
  void who_waits_hears_of_the_commit_with_a_proof_and_who_asks_later_too() {
    assertThat(desk.ask(IDS[1], asker())).isEmpty();
    assertThat(desk.isAsked(IDS[1])).isTrue();
    CommittedBlock block =
        block(
            Hash.ZERO,
            outcome(0, OutcomeCode.ACCEPTED),
            outcome(1, OutcomeCode.ACCEPTED),
            outcome(2, OutcomeCode.INSUFFICIENT_FUNDS));
    commit(block);
    assertThat(client.heard).hasSize(1);
    assertThat(desk.isAsked(IDS[1])).isFalse();

    send(desk.ask(IDS[2], asker()));
    assertThat(client.heard).hasSize(2);
    assertProves(client.heard.get(0), block, 1);
    assertProves(client.heard.get(1), block, 2);
  }

  @Test
  void blocks_that_a_later_one_commits_are_proven_by_the_headers_between() {
    desk.ask(IDS[0], asker());
    desk.ask(IDS[2], asker());
    CommittedBlock first = block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED));
    CommittedBlock second = block(root(first), outcome(1, OutcomeCode.ACCEPTED));
    CommittedBlock third = block(root(second), outcome(2, OutcomeCode.ACCEPTED));
    CommitProof proof = proofOf(third);

    assertThat(desk.committed(first, proof)).isEmpty();
    assertThat(desk.committed(second, proof)).isEmpty();
    send(desk.committed(third, proof));
    send(desk.ask(IDS[1], asker()));

    assertThat(client.heard).hasSize(3);
    assertProves(client.heard.get(0), first, 0);
    assertProves(client.heard.get(1), third, 0);
    assertProves(client.heard.get(2), second, 0);
  }

  @Test
  void of_a_transaction_in_several_blocks_the_first_outcome_counts() {
    CommittedBlock first =
        block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED), outcome(0, OutcomeCode.REPEATED));
    commit(first);
    desk.ask(IDS[1], asker());
    commit(block(root(first), outcome(0, OutcomeCode.DUPLICATE), outcome(1, OutcomeCode.ACCEPTED)));

    send(desk.ask(IDS[0], asker()));

    assertThat(client.heard).hasSize(2);
    assertProves(client.heard.get(1), first, 0);
  }

  @Test
  void what_only_points_back_is_signed_for_a_proof_would_hide_what_was_before() {
    desk.ask(IDS[0], asker());
    commit(block(Hash.ZERO, outcome(0, OutcomeCode.DUPLICATE)));

    assertThat(statement(client.heard.getFirst()))
        .isEqualTo(Statement.committed(1, outcome(0, OutcomeCode.DUPLICATE).toRecord()));
  }

  @Test
  void what_was_committed_before_the_start_is_signed_without_proof() {
    desk.replayed(block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED)));

    send(desk.ask(IDS[0], asker()));

    assertThat(statement(client.heard.getFirst()))
        .isEqualTo(Statement.committed(1, outcome(0, OutcomeCode.ACCEPTED).toRecord()));
  }

  @Test
  void refusals_are_signed_and_who_is_told_to_wait_waits() {
    for (AnswerCode code : AnswerCode.values()) {
      client.heard.clear();
      desk.ask(IDS[0], asker());
      send(desk.answered(new Effect.Answer(IDS[0], code, "")));
      if (code.isIn()) {
        assertThat(client.heard).isEmpty();
        assertThat(desk.isAsked(IDS[0])).isTrue();
      } else {
        assertThat(statement(client.heard.getFirst()))
            .isEqualTo(Statement.uncommitted(IDS[0], ReplyKind.valueOf(code.name())));
        assertThat(desk.isAsked(IDS[0])).isFalse();
      }
    }
    assertThat(desk.answered(new Effect.Answer(IDS[5], AnswerCode.STALE, ""))).isEmpty();
  }

  @Test
  void who_asks_twice_hears_once_and_others_hear_too() {
    var other = new Client();
    desk.ask(IDS[0], asker());
    desk.ask(IDS[0], new Asker(other, validators.epoch()));
    desk.ask(IDS[0], asker());

    commit(block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED)));

    assertThat(client.heard).hasSize(1);
    assertThat(other.heard).hasSize(1);
  }

  @Test
  void what_is_remembered_and_who_waits_is_bounded() {
    ReplyDesk small = desk(List.of(), 2);
    for (int k = 0; k < 3; k++) {
      small.ask(IDS[k], asker());
    }
    assertThat(Arrays.stream(IDS).filter(small::isAsked)).containsExactly(IDS[1], IDS[2]);

    Hash before = Hash.ZERO;
    for (int k = 3; k < 6; k++) {
      CommittedBlock block = block(before, outcome(k, OutcomeCode.ACCEPTED));
      before = root(block);
      small.committed(block, proofOf(block));
    }
    assertThat(small.ask(IDS[3], asker())).as("forgotten").isEmpty();
    assertThat(small.ask(IDS[4], asker())).hasSize(1);
    assertThat(small.ask(IDS[5], asker())).hasSize(1);
  }

  @Test
  void a_client_that_is_behind_is_told_of_the_ends_of_epochs_first() {
    ValidatorSet next = Validators.set(2, "validator-1", "validator-2", "validator-3");
    EpochChange end = change(next);
    desk.epochEnded(end);
    desk.ask(IDS[0], asker());
    CommittedBlock block = block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED));
    commit(block);

    assertThat(client.heard).hasSize(2);
    assertThat(((Reply.Epochs) client.heard.getFirst()).changes().changes()).containsExactly(end);
    assertProves(client.heard.getLast(), block, 0);

    client.heard.clear();
    send(desk.ask(IDS[0], new Asker(client, 2)));
    assertThat(client.heard).hasSize(1);
  }

  @Test
  void who_is_no_validator_any_more_signs_nothing_but_proves_all_the_same() {
    ValidatorSet next = Validators.set(2, "validator-0", "validator-2", "validator-3");
    ReplyDesk observer = desk(List.of(change(next)), 100);
    var upToDate = new Asker(client, 2);
    observer.ask(IDS[0], upToDate);
    send(observer.answered(new Effect.Answer(IDS[0], AnswerCode.BUSY, "")));
    assertThat(client.heard).isEmpty();

    observer.ask(IDS[0], upToDate);
    CommittedBlock block = block(Hash.ZERO, outcome(0, OutcomeCode.ACCEPTED));
    send(observer.committed(block, proofOf(block)));
    assertProves(client.heard.getFirst(), block, 0);
  }

  /** The end of the first epoch; the desk does not judge it, for its replica did. */
  private EpochChange change(ValidatorSet next) {
    Hash before = parentId;
    long at = height;
    BlockHeader last = header(1, Hash.ZERO, next.hash());
    BlockHeader child = header(1, Hash.ZERO, Hash.ZERO);
    parentId = before;
    height = at;
    return new EpochChange(
        last, certificate(last), new CommitProof(child, certificate(child)), next);
  }
}
