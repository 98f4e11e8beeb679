package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Optional;

/** What tests send to replicas, signed with the test chain's keys. */
final class TestMessages {
  /** Everything goes into batches, which hold little. */
  static final BatchOptions ALL_IN_BATCHES = new BatchOptions(0, 200, 20, 4, 800);

  private TestMessages() {}

  static byte[] transaction(int k) {
    return new byte[] {1, (byte) (k >> 8), (byte) k};
  }

  static SyncInfo atStart() {
    return new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());
  }

  static Input message(int sender, MessageType type, byte[] payload, SyncInfo syncInfo) {
    var envelope = TestChain.ELECTORATE.sign(sender, type, payload, TestChain.signer(sender));
    return new Input.Received(new ConsensusMessage(envelope, syncInfo).toBytes());
  }

  static Input message(int sender, MessageType type, byte[] payload) {
    return message(sender, type, payload, atStart());
  }

  static Input proposal(Block block) {
    return proposal(block, atStart());
  }

  static Input proposal(Block block, SyncInfo syncInfo) {
    return message(
        block.header().author(), MessageType.PROPOSAL, block.outline().toBytes(), syncInfo);
  }

  /** The same block with another time, on other roots. */
  static Block with(Block block, long timestampMillis, ExecutionRoots parentRoots) {
    BlockHeader h = block.header();
    return new Block(
        new BlockHeader(
            h.epoch(),
            h.round(),
            h.height(),
            h.parentId(),
            h.author(),
            timestampMillis,
            h.transactionsRoot(),
            h.batchesRoot(),
            parentRoots.stateRoot(),
            parentRoots.outcomesRoot(),
            Hash.ZERO),
        block.transactions());
  }

  static Batch batch(int author, long seq, long expiryRound, int... transactions) {
    return new Batch(
        author,
        0,
        seq,
        expiryRound,
        Arrays.stream(transactions).mapToObj(TestMessages::transaction).toList());
  }

  /** A batch as its author sends it. */
  static Input offered(Batch batch) {
    return message(batch.ack().author(), MessageType.BATCH, batch.toBytes());
  }
}
