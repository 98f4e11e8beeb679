package io.wattmesh.consensus;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.SignedTimeout;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Four validators of equal power with real keys, and whatever they might sign. */
public final class TestChain {
  public static final ExecutionRoots ROOTS =
      new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of()));
  public static final Block GENESIS = Block.genesis(0, 1_000, ROOTS);
  public static final QuorumCertificate GENESIS_QC = QuorumCertificate.genesis(GENESIS.id());
  public static final SigningContext CONTEXT =
      new SigningContext(Sha256.of("test chain".getBytes(StandardCharsets.UTF_8)), 0);
  public static final List<SigningKey> KEYS =
      IntStream.range(0, 4).mapToObj(k -> DemoKeys.derive(7, "v" + k)).toList();
  public static final ValidatorSet VALIDATORS =
      new ValidatorSet(
          0,
          IntStream.range(0, 4)
              .mapToObj(
                  k -> new Validator(new ParticipantId("v" + k), KEYS.get(k).verificationKey(), 1))
              .toList());
  public static final Electorate ELECTORATE =
      new Electorate(VALIDATORS, CONTEXT, SignatureCheck.ED25519);

  private TestChain() {}

  public static Signer signer(int validator) {
    return KEYS.get(validator)::sign;
  }

  public static CertificateVerifier verifier() {
    return new CertificateVerifier(ELECTORATE, GENESIS.id());
  }

  /** A child of a block, empty, in a round; one millisecond later. */
  public static Block child(Block parent, long round) {
    return child(parent, round, List.<byte[]>of());
  }

  public static Block child(Block parent, long round, List<byte[]> transactions) {
    return new Block(
        new BlockHeader(
            0,
            round,
            parent.header().height() + 1,
            parent.id(),
            (int) (round % 4),
            parent.header().timestampMillis() + 1,
            MerkleTree.root(transactions),
            MerkleTree.root(List.of()),
            ROOTS.stateRoot(),
            ROOTS.outcomesRoot(),
            Hash.ZERO),
        transactions);
  }

  /** What these validators sign of a batch. */
  public static BatchCertificate certificate(Batch batch, int... signers) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int signer : signers) {
      byte[] content = batch.ack().toBytes();
      signatures.put(
          signer,
          ELECTORATE.sign(signer, MessageType.BATCH_ACK, content, signer(signer)).signature());
    }
    return new BatchCertificate(batch.ack(), signatures);
  }

  /** A child of a block that holds batches, certified by three validators, and nothing else. */
  public static Block child(Block parent, long round, Batch... batches) {
    List<BatchCertificate> certificates =
        Arrays.stream(batches).map(batch -> certificate(batch, 0, 1, 2)).toList();
    var transactions =
        Arrays.stream(batches).flatMap(batch -> batch.transactions().stream()).toList();
    var header =
        new BlockHeader(
            0,
            round,
            parent.header().height() + 1,
            parent.id(),
            (int) (round % 4),
            parent.header().timestampMillis() + 1,
            MerkleTree.root(transactions),
            BlockOutline.batchesRoot(certificates),
            ROOTS.stateRoot(),
            ROOTS.outcomesRoot(),
            Hash.ZERO);
    return new Block(new BlockOutline(header, certificates, List.of()), List.of(batches));
  }

  public static Signature vote(int voter, VoteContent content) {
    return ELECTORATE.sign(voter, MessageType.VOTE, content.toBytes(), signer(voter)).signature();
  }

  /** The votes of these validators for a block whose parent has a round. */
  public static QuorumCertificate qc(Block block, long parentRound, int... voters) {
    var content = new VoteContent(block.header().round(), block.id(), parentRound);
    var signatures = new TreeMap<Integer, Signature>();
    for (int voter : voters) {
      signatures.put(voter, vote(voter, content));
    }
    return new QuorumCertificate(content, signatures);
  }

  public static QuorumCertificate qc(Block block, long parentRound) {
    return qc(block, parentRound, 0, 1, 2);
  }

  public static SignedTimeout timeout(int validator, long round, long highQcRound) {
    byte[] content = new TimeoutContent(round, highQcRound).toBytes();
    return new SignedTimeout(
        highQcRound,
        ELECTORATE.sign(validator, MessageType.TIMEOUT, content, signer(validator)).signature());
  }

  /** Timeouts of a round by validators who each state their highest certificate's round. */
  public static TimeoutCertificate tc(
      long round, Map<Integer, Long> highQcRounds, QuorumCertificate highQc) {
    var timeouts = new TreeMap<Integer, SignedTimeout>();
    highQcRounds.forEach((k, high) -> timeouts.put(k, timeout(k, round, high)));
    return new TimeoutCertificate(round, timeouts, highQc);
  }
}
