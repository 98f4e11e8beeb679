package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.client.ClientOptions;
import io.wattmesh.proto.client.TransactionClient;
import io.wattmesh.proto.client.Verdict;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    client.tell(
        new ToClient.Submit(Transfer.CONTRACT, Transfer.METHOD, arguments, answers::add));
  }

  private List<Verdict.Committed> verdicts(int count) throws InterruptedException {
    var verdicts = new ArrayList<Verdict.Committed>();
    Set<Long> nonces = new HashSet<>();
    for (int k = 0; k < count; k++) {
      ToClient.Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).as("verdict %d of %d", k, count).isInstanceOf(ToClient.Answer.Decided.class);
      var decided = (ToClient.Answer.Decided) answer;
      assertThat(nonces.add(decided.nonce())).isTrue();
      verdicts.add((Verdict.Committed) decided.verdict());
    }
    return verdicts;
  }

  /** How often each outcome was that of a transaction that took effect, by all blocks told. */
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
}
