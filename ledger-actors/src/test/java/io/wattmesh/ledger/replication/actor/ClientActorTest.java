package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.replication.Asker;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.client.ClientEffect;
import io.wattmesh.proto.client.ClientOptions;
import io.wattmesh.proto.client.PreparedCall;
import io.wattmesh.proto.client.Reply.Proven;
import io.wattmesh.proto.client.TransactionClient;
import io.wattmesh.proto.client.Verdict;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients before four real validators. */
class ClientActorTest {
  private static final int PATIENCE_SECONDS = 30;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final BlockingQueue<ToClient.Answer> answers = new LinkedBlockingQueue<>();

  @TempDir private Path folder;

  private TransactionClient client(String participant) {
    return new TransactionClient(
        fixture.genesis().chainId(),
        fixture.genesis().chain(),
        new ParticipantId(participant),
        Signing.key(participant),
        1,
        new ClientOptions(500, 50));
  }

  private void transfer(ActorRef<ToClient> client, String to, long amountMicros) {
    byte[] arguments = new Transfer(new ParticipantId(to), amountMicros, new byte[0]).toBytes();
    client.tell(new ToClient.Submit(Transfer.CONTRACT, Transfer.METHOD, arguments, answers::add));
  }

  private List<Verdict.Committed> verdicts(int count) throws InterruptedException {
    var verdicts = new ArrayList<Verdict.Committed>();
    Set<Long> nonces = new HashSet<>();
    for (int k = 0; k < count; k++) {
      ToClient.Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(answer)
          .as("verdict %d of %d", k, count)
          .isInstanceOf(ToClient.Answer.Decided.class);
      var decided = (ToClient.Answer.Decided) answer;
      assertThat(nonces.add(decided.nonce())).isTrue();
      verdicts.add((Verdict.Committed) decided.verdict());
    }
    return verdicts;
  }

  /** How many transactions took effect, by all blocks that were told. */
  private static long accepted(ValidatorNode node, long throughHeight) throws InterruptedException {
    long accepted = 0;
    while (true) {
      CommittedBlock block = node.committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(block).isNotNull();
      accepted += block.outcomes().stream().filter(Outcome::accepted).count();
      if (block.header().height() >= throughHeight) {
        return accepted;
      }
    }
  }

  @Test
  void each_transfer_gets_its_verdict_by_proof_and_takes_effect_once() throws InterruptedException {
    try (var node = new ValidatorNode(fixture, folder, index -> new MemoryStore())) {
      TransactionClient core = client("gen-1");
      ActorRef<ToClient> client = node.client(core, "client");
      for (int k = 0; k < 200; k++) {
        transfer(client, "load-2", 1_000 + k);
      }
      List<Verdict.Committed> verdicts = verdicts(200);
      assertThat(verdicts).allMatch(verdict -> verdict.outcome().isAccepted());
      long last = verdicts.stream().mapToLong(Verdict.Committed::height).max().orElseThrow();
      assertThat(accepted(node, last)).isEqualTo(200);
    }
  }

  @Test
  void calls_whose_first_validator_is_stopped_get_their_verdicts_from_others()
      throws InterruptedException {
    var broken = new IllegalStateException("the disk is gone");
    try (var node =
        new ValidatorNode(
            fixture,
            folder,
            index ->
                index == 1
                    ? ValidatorActorTest.failing(new MemoryStore(), "tip", 0, broken)
                    : new MemoryStore())) {
      assertThat(node.halted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Halted(ValidatorNode.name(1), broken.getMessage()));
      ActorRef<ToClient> client = node.client(client("gen-1"), "client");
      for (int k = 0; k < 40; k++) {
        transfer(client, "load-2", 1_000 + k);
      }
      List<Verdict.Committed> verdicts = verdicts(40);

      assertThat(verdicts).allMatch(verdict -> verdict.outcome().isAccepted());
      assertThat(verdicts)
          .as("some of them begin at validator 1")
          .anyMatch(verdict -> Math.floorMod(verdict.outcome().transaction().hashCode(), 4) == 1);
    }
  }

  @Test
  void a_call_whose_reply_was_lost_gets_its_old_outcome_elsewhere_and_takes_effect_once()
      throws InterruptedException {
    try (var node = new ValidatorNode(fixture, folder, index -> new MemoryStore())) {
      TransactionClient core = client("gen-1");
      byte[] arguments = new Transfer(new ParticipantId("load-2"), 7, new byte[0]).toBytes();
      PreparedCall call = core.prepare(Transfer.CONTRACT, Transfer.METHOD, arguments);
      Proven lost = ask(node, core.submit(call, 0));

      Proven again = ask(node, core.tick(500));
      assertThat(again.outcome()).isEqualTo(lost.outcome());
      Verdict.Committed verdict =
          (Verdict.Committed)
              ((ClientEffect.Decided) core.onReply(again, 501).getFirst()).verdict();

      assertThat(verdict.outcome().isAccepted()).isTrue();
      transfer(node.client(client("gen-3"), "other"), "load-2", 1);
      long later = verdicts(1).getFirst().height();
      assertThat(later).isGreaterThan(verdict.height());
      assertThat(accepted(node, later)).as("both calls, each once").isEqualTo(2);
    }
  }

  /** Gives a transaction to its validator as from another node, and waits for the reply. */
  private static Proven ask(ValidatorNode node, List<ClientEffect> effects) {
    var submit = (ClientEffect.Submit) effects.getFirst();
    TestProbe<ToClient> hears = node.probe();
    var asker = new Asker(new ActorAddress(hears.getRef()), submit.epoch());
    String name = submit.validator().value();
    node.tell(
        Integer.parseInt(name.substring(name.length() - 1)),
        node.overTheWire(new ToValidator.Submit(submit.transaction(), Optional.of(asker))));
    ToClient.Replied replied =
        hears.expectMessageClass(ToClient.Replied.class, Duration.ofSeconds(PATIENCE_SECONDS));
    return (Proven) node.overTheWire(replied).reply();
  }
}
