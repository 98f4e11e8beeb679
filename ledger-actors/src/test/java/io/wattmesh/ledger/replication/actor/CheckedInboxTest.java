package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.signature.MessageClaims;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckedInboxTest {
  private static final ValidatorSet VALIDATORS = GenesisDraft.validators(1);

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final Verdicts verdicts = new Verdicts();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int woken;
  private final CheckedInbox inbox =
      new CheckedInbox(
          new MessageClaims(fixture.genesis(), true), verdicts, tasks::add, () -> woken++);

  private QuorumCertificate genesisCertificate() {
    return QuorumCertificate.genesis(LedgerApplication.genesisBlock(fixture.genesis()).id());
  }

  private Input.Received from(String signer, String key, byte[]... transactions) {
    return from(signer, key, genesisCertificate(), transactions);
  }

  private Input.Received from(
      String signer, String key, QuorumCertificate beside, byte[]... transactions) {
    byte[] payload = new ForwardedTransactions(List.of(transactions)).toBytes();
    SignedEnvelope envelope =
        fixture
            .genesis()
            .signingContext()
            .sign(MessageType.TRANSACTIONS, signer, payload, Signing.key(key));
    var syncInfo = new SyncInfo(beside, Optional.empty(), Optional.empty());
    return new Input.Received(new ConsensusMessage(envelope, syncInfo).toBytes());
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void inputs_come_out_in_the_order_in_which_they_came_once_all_before_them_are_checked() {
    Input first = from("validator-1", "validator-1", fixture.books(0)[0]);
    Input second = new Input.SubmitTransaction(fixture.books(0)[1]);
    inbox.add(first, VALIDATORS);
    inbox.add(second, VALIDATORS);
    Runnable earlier = tasks.remove();
    tasks.remove().run();
    assertThat(inbox.poll()).as("the second is checked, the first is not").isEmpty();
    earlier.run();
    assertThat(inbox.poll()).contains(first);
    assertThat(inbox.poll()).contains(second);
    assertThat(inbox.poll()).isEmpty();
    assertThat(woken).isEqualTo(2);
  }

  @Test
  void a_message_and_what_it_spreads_are_checked_once_before_anybody_asks() {
    inbox.add(
        from("validator-1", "validator-1", fixture.books(0)[0], fixture.books(0)[1]), VALIDATORS);
    runTasks();
    assertThat(verdicts.checks()).as("the message's and two books'").isEqualTo(3);
    var book = SignedEnvelope.ofBytes(fixture.books(0)[0]);
    assertThat(verdicts.holds(MessageClaims.claim(book, Signing.key("agg-1").verificationKey())))
        .isTrue();
    assertThat(verdicts.checks()).isEqualTo(3);
  }

  /** A certificate of four votes; whether they hold is not asked here. */
  private static QuorumCertificate voted(long round) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < 4; k++) {
      signatures.put(k, Signing.key("validator-" + k).sign(new byte[] {(byte) round}));
    }
    return new QuorumCertificate(new VoteContent(round, Hash.ZERO, round - 1), signatures);
  }

  @Test
  void the_votes_beside_a_message_are_checked_once_however_many_bring_them() {
    for (String sender : List.of("validator-1", "validator-2", "validator-3")) {
      inbox.add(from(sender, sender, voted(7), fixture.books(0)[0]), VALIDATORS);
    }
    runTasks();
    assertThat(verdicts.checks()).as("three messages, four votes, one book").isEqualTo(8);
    inbox.add(from("validator-1", "validator-1", voted(8), fixture.books(0)[0]), VALIDATORS);
    runTasks();
    assertThat(verdicts.checks()).as("the votes; the message is known").isEqualTo(12);
  }

  @Test
  void what_a_stranger_spreads_in_a_validators_name_costs_one_check() {
    Input forged =
        from("validator-1", "stranger", voted(7), fixture.books(0)[0], fixture.books(0)[1]);
    inbox.add(forged, VALIDATORS);
    runTasks();
    assertThat(verdicts.checks()).isEqualTo(1);
    assertThat(inbox.poll()).as("the validator judges by itself").contains(forged);
  }

  @Test
  void malformed_messages_cost_no_check_and_reach_the_validator_who_counts_them() {
    Input noise = new Input.Received(new byte[] {1, 2, 3});
    inbox.add(noise, VALIDATORS);
    runTasks();
    assertThat(verdicts.checks()).isZero();
    assertThat(inbox.poll()).contains(noise);
  }

  @Test
  void beyond_its_bound_the_oldest_come_out_unchecked() {
    var inputs = new ArrayList<Input>();
    for (int k = 0; k < 257; k++) {
      Input input = new Input.SubmitTransaction(new byte[] {(byte) k, (byte) (k >> 8)});
      inputs.add(input);
      inbox.add(input, VALIDATORS);
    }
    assertThat(inbox.poll()).contains(inputs.getFirst());
    assertThat(inbox.poll()).as("256 may wait").isEmpty();
  }
}
