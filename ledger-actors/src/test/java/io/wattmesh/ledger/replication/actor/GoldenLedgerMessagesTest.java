package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.replication.Asker;
import io.wattmesh.ledger.replication.FollowedBlock;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * While a cluster is upgraded node by node, nodes of one version read what those of another write
 * to validators and gateways. Bytes that an earlier version kept are read and written as they were,
 * and what a later one adds to a message is passed over. The file is written anew by {@code
 * -Dgolden.rewrite=true}; see docs/contributing.md for when.
 */
class GoldenLedgerMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/ledger-0.1.0.txt");

  /** Field 1000 with three bytes, which no message has: as a later version might add. */
  private static final byte[] LATER_FIELD = {(byte) 0xc2, 0x3e, 3, 1, 2, 3};

  private static final SigningContext CONTEXT = new SigningContext(Sha256.of(new byte[] {3}), 1);

  private static final String ELSEWHERE = "pekko://wattmesh@10.1.2.3:25520/user/gateway#77";
  private static final ActorTestKit KIT =
      ActorTestKit.create("golden", ConfigFactory.load("one-node"));
  private static final ActorRefResolver ADDRESSES = ActorRefResolver.get(KIT.system());
  private static final LedgerMessageSerializer SERIALIZER =
      new LedgerMessageSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static List<Object> samples() {
    var validator = new ParticipantId("validator-00");
    Hash root = Sha256.of(new byte[] {2});
    Block genesis = Block.genesis(1, 1_000, new ExecutionRoots(root, root));
    return List.of(
        new ToValidator.Deliver(new byte[] {1, 2, 3}),
        new ToValidator.Submit(
            new byte[] {4, 5},
            Optional.of(new Asker(new ActorAddress(ADDRESSES.resolveActorRef(ELSEWHERE)), 7))),
        new ToValidator.Wake(),
        new ToValidator.Locate(new ActorSeeker(ADDRESSES.resolveActorRef(ELSEWHERE)), 9),
        new ToValidator.HandIn(
            new byte[] {6}, new ActorGateway(ADDRESSES.resolveActorRef(ELSEWHERE))),
        new ToValidator.Follow(new ActorGateway(ADDRESSES.resolveActorRef(ELSEWHERE)), 12),
        new ToGateway.Answered(validator, Sha256.of(new byte[] {1}), AnswerCode.BUSY, "full"),
        new ToGateway.Blocks(validator, 13, List.of(new FollowedBlock(genesis, root))),
        new ToClient.Replied(
            new Reply.Signed(
                CONTEXT.sign(
                    MessageType.REPLY,
                    "validator-00",
                    new byte[] {8},
                    Signing.key("validator-00")))),
        new ToPlaces.Found(9, ADDRESSES.resolveActorRef(ELSEWHERE)));
  }

  private static Map<String, byte[]> golden() throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(
          GOLDEN,
          samples().stream()
              .map(
                  one ->
                      "%s %s"
                          .formatted(
                              SERIALIZER.manifest(one),
                              HexFormat.of().formatHex(SERIALIZER.toBinary(one))))
              .toList());
    }
    var golden = new TreeMap<String, byte[]>();
    for (String line : Files.readAllLines(GOLDEN)) {
      String[] parts = line.split(" ", -1);
      golden.put(parts[0], HexFormat.of().parseHex(parts[1]));
    }
    return golden;
  }

  @Test
  void whatAnEarlierVersionWroteIsReadAndWrittenAsItWas() throws IOException {
    for (Map.Entry<String, byte[]> kept : golden().entrySet()) {
      Object message = SERIALIZER.fromBinary(kept.getValue(), kept.getKey());
      assertThat(SERIALIZER.manifest(message)).isEqualTo(kept.getKey());
      assertThat(SERIALIZER.toBinary(message)).as("%s", message).isEqualTo(kept.getValue());
    }
  }

  @Test
  void whatThisVersionWritesIsWhatTheEarlierOneWrote() throws IOException {
    Map<String, byte[]> golden = golden();
    for (Object sample : samples()) {
      assertThat(SERIALIZER.toBinary(sample))
          .as("%s", sample)
          .isEqualTo(golden.get(SERIALIZER.manifest(sample)));
    }
  }

  @Test
  void whatALaterVersionAddsIsPassedOver() throws IOException {
    for (Map.Entry<String, byte[]> kept : golden().entrySet()) {
      byte[] longer = Arrays.copyOf(kept.getValue(), kept.getValue().length + 6);
      System.arraycopy(LATER_FIELD, 0, longer, kept.getValue().length, 6);
      Object message = SERIALIZER.fromBinary(longer, kept.getKey());
      assertThat(SERIALIZER.toBinary(message)).isEqualTo(kept.getValue());
    }
  }
}
