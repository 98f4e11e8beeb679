package io.wattmesh.consensus.block;

import static io.wattmesh.consensus.TestChain.GENESIS;
import static io.wattmesh.consensus.TestChain.GENESIS_QC;
import static io.wattmesh.consensus.TestChain.ROOTS;
import static io.wattmesh.consensus.TestChain.child;
import static io.wattmesh.consensus.TestChain.qc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {
  @Test
  void aBlockSurvivesItsBytes() {
    Block block = child(GENESIS, 1, List.of(new byte[] {1, 2}, new byte[0]));

    Block read = CanonicalReader.readAll(block.toBytes(), Block::read);

    assertThat(read).isEqualTo(block);
    assertThat(read.toBytes()).isEqualTo(block.toBytes());
  }

  @Test
  void transactionsThatAreNotTheHeadersAreRefused() {
    Block block = child(GENESIS, 1, List.<byte[]>of(new byte[] {1}));

    assertThatThrownBy(() -> new Block(block.header(), List.<byte[]>of(new byte[] {2})))
        .hasMessageContaining("the header of height 1 states");
  }

  @Test
  void aBlockHoldsFourMebibytesOfTransactionsAndNotAByteMore() {
    int most = Block.MAX_TRANSACTION_BYTES - Block.TRANSACTION_OVERHEAD_BYTES;
    Block full = child(GENESIS, 1, List.<byte[]>of(new byte[most]));

    assertThat(CanonicalReader.readAll(full.toBytes(), Block::read)).isEqualTo(full);
    assertThatThrownBy(() -> child(GENESIS, 1, List.<byte[]>of(new byte[most + 1])))
        .hasMessageContaining("at most 4194304 bytes");
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsRead() {
    int half = Block.MAX_TRANSACTION_BYTES / 2;
    byte[] bytes =
        new CanonicalWriter()
            .raw(GENESIS.header().toBytes())
            .i32(0)
            .i32(2)
            .bytes(new byte[half])
            .bytes(new byte[half])
            .toByteArray();

    assertThatThrownBy(() -> CanonicalReader.readAll(bytes, Block::read))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("over the limit");
  }

  @Test
  void aBlockIsLinkedOnlyByACertificateOnItsParent() {
    Block b1 = child(GENESIS, 1);

    assertThatThrownBy(() -> new LinkedBlock(b1, qc(b1, 0)))
        .hasMessageContaining("its quorum certificate is on");
  }

  @Test
  void aCommitDropsEverythingThatDoesNotDescendFromIt() {
    var tree = new BlockTree(ExecutedHeader.of(GENESIS, ROOTS));
    Block b1 = child(GENESIS, 1);
    Block fork = child(GENESIS, 2);
    Block b3 = child(b1, 3);
    Block onFork = child(fork, 4);
    tree.insert(new LinkedBlock(b1, GENESIS_QC), ROOTS);
    tree.insert(new LinkedBlock(fork, GENESIS_QC), ROOTS);
    tree.insert(new LinkedBlock(b3, qc(b1, 0)), ROOTS);
    tree.insert(new LinkedBlock(onFork, qc(fork, 0)), ROOTS);

    tree.advanceTip(b1.id());

    assertThat(tree.tip().id()).isEqualTo(b1.id());
    assertThat(tree.isPending(b3.id())).isTrue();
    assertThat(tree.pendingCount()).isEqualTo(1);
    assertThat(tree.contains(onFork.id())).isFalse();
  }

  @Test
  void ancestorsComeOldestFirstAndOnlyAChildOfTheTipIsNext() {
    var tree = new BlockTree(ExecutedHeader.of(GENESIS, ROOTS));
    Block b1 = child(GENESIS, 1);
    Block b2 = child(b1, 2);
    tree.insert(new LinkedBlock(b1, GENESIS_QC), ROOTS);
    tree.insert(new LinkedBlock(b2, qc(b1, 0)), ROOTS);

    assertThat(tree.pathTo(b2.id())).extracting(LinkedBlock::block).containsExactly(b1, b2);
    assertThatThrownBy(() -> tree.advanceTip(b2.id()))
        .hasMessageContaining("is not a child of the committed block");
  }

  @Test
  void aBlockWithoutItsParentCanNotEnter() {
    var tree = new BlockTree(ExecutedHeader.of(GENESIS, ROOTS));
    Block b1 = child(GENESIS, 1);
    Block b2 = child(b1, 2);

    assertThatThrownBy(() -> tree.insert(new LinkedBlock(b2, qc(b1, 0)), ROOTS))
        .hasMessageContaining("insert it first");
  }
}
