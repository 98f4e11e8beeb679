package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochParts;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerklePaths;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;

/** Blocks' outcomes and replies as real keys sign them. */
final class ReplyParts {
  private final Hash chainId;

  ReplyParts(Hash chainId) {
    this.chainId = chainId;
  }

  private static BlockHeader header(ValidatorSet set, long height, Hash parent, Hash outcomes) {
    BlockHeader plain =
        EpochParts.header(set.epoch(), 10 * height, height, parent, Hash.ZERO, Hash.ZERO);
    return new BlockHeader(
        plain.epoch(),
        plain.round(),
        height,
        parent,
        plain.author(),
        plain.timestampMillis(),
        plain.transactionsRoot(),
        plain.batchesRoot(),
        plain.parentStateRoot(),
        outcomes,
        plain.nextValidators());
  }

  /** Proof of a block whose commit is that of a block so many above it. */
  BlockProof proof(ValidatorSet set, long height, Hash outcomes, int above, int voters) {
    var headers = new ArrayList<BlockHeader>();
    headers.add(header(set, height + 1, Hash.ZERO, outcomes));
    for (int k = 1; k <= above; k++) {
      headers.add(header(set, height + 1 + k, headers.getLast().id(), Hash.ZERO));
    }
    BlockHeader child = headers.removeLast();
    return new BlockProof(
        headers,
        new CommitProof(child, EpochParts.votes(set, chainId, child, child.round() - 1, voters)));
  }

  /** The replies of a block whose transactions all got this code. */
  List<Reply> proven(ValidatorSet set, long height, int above, int code, List<Hash> ids) {
    return proven(set, height, above, 3, code, ids);
  }

  List<Reply> proven(
      ValidatorSet set, long height, int above, int voters, int code, List<Hash> ids) {
    List<OutcomeRecord> outcomes = ids.stream().map(id -> new OutcomeRecord(id, code, 0)).toList();
    var paths = new MerklePaths(outcomes.stream().map(OutcomeRecord::toBytes).toList());
    byte[] proof = proof(set, height, paths.root(), above, voters).toBytes();
    var replies = new ArrayList<Reply>();
    for (int k = 0; k < outcomes.size(); k++) {
      replies.add(new Reply.Proven(outcomes.get(k), paths.prove(k), proof));
    }
    return replies;
  }

  Reply signed(ValidatorSet set, String validator, Statement statement) {
    return signed(set, validator, validator, statement);
  }

  /** A statement in a validator's name, signed with the key of another. */
  Reply signed(ValidatorSet set, String validator, String keyOf, Statement statement) {
    return new Reply.Signed(
        new SigningContext(chainId, set.epoch())
            .sign(MessageType.REPLY, validator, statement.toBytes(), EpochParts.key(keyOf)));
  }
}
