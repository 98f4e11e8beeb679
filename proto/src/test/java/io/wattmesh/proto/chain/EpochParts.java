package io.wattmesh.proto.chain;

import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Headers, votes and ends of epochs that real keys sign. */
public final class EpochParts {
  private static final Hash EMPTY = MerkleTree.root(List.of());

  private EpochParts() {}

  public static SigningKey key(String name) {
    return DemoKeys.derive(3, name);
  }

  /** Validators of power 1 whose keys follow from their names. */
  public static ValidatorSet set(long epoch, String... names) {
    return new ValidatorSet(
        epoch,
        List.of(names).stream()
            .map(name -> new Validator(new ParticipantId(name), key(name).verificationKey(), 1))
            .toList());
  }

  public static BlockHeader header(
      long epoch, long round, long height, Hash parent, Hash stateRoot, Hash next) {
    return new BlockHeader(
        epoch, round, height, parent, 0, 1_000 + height, EMPTY, EMPTY, stateRoot, EMPTY, next);
  }

  /** The votes of the first so many validators. */
  public static QuorumCertificate votes(
      ValidatorSet set, Hash chainId, BlockHeader block, long parentRound, int voters) {
    var content = new VoteContent(block.round(), block.id(), parentRound);
    var context = new SigningContext(chainId, set.epoch());
    var signatures = new TreeMap<Integer, Signature>();
    IntStream.range(0, voters)
        .forEach(
            k -> {
              String name = set.get(k).id().value();
              signatures.put(
                  k,
                  context.sign(MessageType.VOTE, name, content.toBytes(), key(name)).signature());
            });
    return new QuorumCertificate(content, signatures);
  }

  /** The end of an epoch at a height, with a header in between and a state root after it. */
  public static EpochChange change(
      ValidatorSet set, Hash chainId, long height, Hash stateRoot, ValidatorSet next) {
    long round = 10 * height;
    BlockHeader last = header(set.epoch(), round, height, Hash.ZERO, Hash.ZERO, next.hash());
    BlockHeader late = header(set.epoch(), round + 3, height + 1, last.id(), stateRoot, Hash.ZERO);
    BlockHeader child = header(set.epoch(), round + 4, height + 2, late.id(), stateRoot, Hash.ZERO);
    return new EpochChange(
        last,
        votes(set, chainId, last, round - 1, 3),
        new CommitProof(List.of(late), child, votes(set, chainId, child, round + 3, 3)),
        next);
  }
}
