package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A chain whose blocks three validators have certified, and on each of which the fourth may be
 * shown any number of blocks to vote for.
 */
final class FencingChain {
  private static final int VALIDATORS = 4;

  private static final ExecutionRoots ROOTS =
      new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of()));
  private static final List<SigningKey> KEYS =
      IntStream.range(0, VALIDATORS).mapToObj(k -> DemoKeys.derive(11, "v" + k)).toList();
  private static final Electorate ELECTORATE =
      new Electorate(
          new ValidatorSet(
              0,
              IntStream.range(0, VALIDATORS)
                  .mapToObj(
                      k ->
                          new Validator(
                              new ParticipantId("v" + k), KEYS.get(k).verificationKey(), 1))
                  .toList()),
          new SigningContext(TestServer.CHAIN, 0),
          SignatureCheck.ED25519);

  private final List<Block> blocks = new ArrayList<>();
  private final List<QuorumCertificate> certificates = new ArrayList<>();

  FencingChain(int rounds) {
    Block genesis = Block.genesis(0, 1_000, ROOTS);
    blocks.add(genesis);
    certificates.add(QuorumCertificate.genesis(genesis.id()));
    for (int round = 1; round <= rounds; round++) {
      Block block = shown(round, 0);
      blocks.add(block);
      certificates.add(certificate(block));
    }
  }

  private static QuorumCertificate certificate(Block block) {
    long round = block.header().round();
    var content = new VoteContent(round, block.id(), round - 1);
    var signatures = new TreeMap<Integer, Signature>();
    for (int voter = 1; voter < VALIDATORS; voter++) {
      signatures.put(
          voter,
          ELECTORATE
              .sign(voter, MessageType.VOTE, content.toBytes(), KEYS.get(voter)::sign)
              .signature());
    }
    return new QuorumCertificate(content, signatures);
  }

  Hash genesisId() {
    return blocks.getFirst().id();
  }

  /** A block of a round, unlike those that others are shown. */
  Block shown(int round, int viewer) {
    Block parent = blocks.get(round - 1);
    List<byte[]> transactions = List.of(new byte[] {(byte) viewer});
    var header =
        new BlockHeader(
            0,
            round,
            round,
            parent.id(),
            0,
            parent.header().timestampMillis() + 1,
            MerkleTree.root(transactions),
            MerkleTree.root(List.of()),
            ROOTS.stateRoot(),
            ROOTS.outcomesRoot(),
            Hash.ZERO);
    return new Block(header, transactions);
  }

  /** The certificate on the block of the round before. */
  QuorumCertificate below(int round) {
    return certificates.get(round - 1);
  }

  /** The rules of validator 0, which is run twice. */
  SafetyRules rules() {
    return new SafetyRules(
        ELECTORATE, new CertificateVerifier(ELECTORATE, genesisId()), 0, KEYS.getFirst()::sign);
  }
}
