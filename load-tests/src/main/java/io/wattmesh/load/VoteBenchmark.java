package io.wattmesh.load;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A vote's life among four validators, without actors, network and disk: the proposal's bytes are
 * read and its signature is checked, the safety rules look at the row, sign, and give a new row,
 * whose bytes are made as for the store; the collector reads the vote and checks it, and three of
 * them make a certificate, which whoever gets it checks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VoteBenchmark {
  private static final int VALIDATORS = 4;
  private static final int QUORUM = 3;
  private static final int TRANSACTION_BYTES = 250;

  /** As many as a block had with a hundred clients. */
  @Param("36")
  private int transactions;

  private final SigningContext context = new SigningContext(Sha256.of(new byte[] {1}), 0);
  private final List<SigningKey> keys =
      IntStream.range(0, VALIDATORS).mapToObj(k -> DemoKeys.derive(1, "v" + k)).toList();
  private final ValidatorSet validators =
      new ValidatorSet(
          0,
          IntStream.range(0, VALIDATORS)
              .mapToObj(
                  k -> new Validator(new ParticipantId("v" + k), keys.get(k).verificationKey(), 1))
              .toList());
  private final Electorate electorate = new Electorate(validators, context, SignatureCheck.ED25519);
  private final ExecutionRoots roots = new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of()));
  private final Block genesis = Block.genesis(0, 1_000, roots);

  private List<SafetyRules> rules;
  private SafetyRow row;
  private SafetyRow voted;
  private SyncInfo syncInfo;
  private byte[] proposal;
  private BlockHeader header;
  private byte[] vote;
  private QuorumCertificate certificate;

  /** A first block that three have voted for, and a second one on it, which is proposed. */
  @Setup
  public void propose() {
    Block first = child(genesis, 1, List.of());
    var content = new VoteContent(1, first.id(), 0);
    QuorumCertificate parent = certify(content);
    rules = IntStream.range(0, VALIDATORS).mapToObj(this::rules).toList();
    row = SafetyRow.initial(0, genesis.id());
    syncInfo = new SyncInfo(parent, Optional.empty(), Optional.empty());
    Block second = child(first, 2, drawn());
    header = second.header();
    byte[] outline = second.outline().toBytes();
    SignedEnvelope signed =
        electorate.sign(header.author(), MessageType.PROPOSAL, outline, signer(header.author()));
    proposal = new ConsensusMessage(signed, syncInfo).toBytes();
    Decision.Granted granted = decision(0, header);
    voted = granted.row();
    vote = message(granted);
    certificate = certify(new VoteContent(2, second.id(), 1));
  }

  private SafetyRules rules(int validator) {
    var verifier = new CertificateVerifier(electorate, genesis.id());
    return new SafetyRules(electorate, verifier, validator, signer(validator));
  }

  private List<byte[]> drawn() {
    var random = new Random(1);
    var drawn = new ArrayList<byte[]>();
    for (int k = 0; k < transactions; k++) {
      byte[] transaction = new byte[TRANSACTION_BYTES];
      random.nextBytes(transaction);
      drawn.add(transaction);
    }
    return drawn;
  }

  private Block child(Block parent, long round, List<byte[]> content) {
    return new Block(
        new BlockHeader(
            0,
            round,
            parent.header().height() + 1,
            parent.id(),
            (int) (round % VALIDATORS),
            parent.header().timestampMillis() + 1,
            MerkleTree.root(content),
            MerkleTree.root(List.of()),
            roots.stateRoot(),
            roots.outcomesRoot(),
            Hash.ZERO),
        content);
  }

  private Signer signer(int validator) {
    return keys.get(validator)::sign;
  }

  private QuorumCertificate certify(VoteContent content) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < QUORUM; k++) {
      signatures.put(
          k, electorate.sign(k, MessageType.VOTE, content.toBytes(), signer(k)).signature());
    }
    return new QuorumCertificate(content, signatures);
  }

  /** From the bytes to the block, its signature checked. */
  @Benchmark
  public BlockHeader readProposal() {
    ConsensusMessage message = ConsensusMessage.ofBytes(proposal);
    requireGood(electorate.refusal(message.envelope()));
    return message.envelope().payload(BlockOutline::read).header();
  }

  /** The rules and the signature: from the block's header to a vote and a new row. */
  @Benchmark
  public SafetyRow decide() {
    return decision(0, header).row();
  }

  private Decision.Granted decision(int voter, BlockHeader block) {
    return switch (rules.get(voter).vote(row, block, syncInfo.highQc(), Optional.empty())) {
      case Decision.Granted granted -> granted;
      case Decision.Refused refused -> throw new IllegalStateException(refused.detail());
    };
  }

  private byte[] message(Decision.Granted granted) {
    return new ConsensusMessage(granted.signed(), syncInfo).toBytes();
  }

  /** What a store keeps of the new row. */
  @Benchmark
  public byte[] rowBytes() {
    return voted.toBytes();
  }

  /** At the collector, from the bytes to what is voted for, its signature checked. */
  @Benchmark
  public VoteContent readVote() {
    return readVote(vote).payload(VoteContent::read);
  }

  private SignedEnvelope readVote(byte[] bytes) {
    SignedEnvelope envelope = ConsensusMessage.ofBytes(bytes).envelope();
    requireGood(electorate.refusal(envelope));
    return envelope;
  }

  /** By somebody who has not seen the votes. */
  @Benchmark
  public boolean checkCertificate() {
    return holds(certificate);
  }

  private boolean holds(QuorumCertificate made) {
    requireGood(new CertificateVerifier(electorate, genesis.id()).refusal(made));
    return true;
  }

  /** A vote from the proposal's bytes to its own. */
  @Benchmark
  public byte[] vote(Blackhole store) {
    return vote(0, store);
  }

  private byte[] vote(int voter, Blackhole store) {
    Decision.Granted granted = decision(voter, readProposal());
    store.consume(granted.row().toBytes());
    return message(granted);
  }

  /** The whole life: three validators vote, their votes are read, and what they make is checked. */
  @Benchmark
  public boolean life(Blackhole store) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < QUORUM; k++) {
      signatures.put(k, readVote(vote(k, store)).signature());
    }
    return validators.isQuorum(signatures.keySet())
        && holds(new QuorumCertificate(new VoteContent(2, header.id(), 1), signatures));
  }

  private static void requireGood(Optional<String> refusal) {
    if (refusal.isPresent()) {
      throw new IllegalStateException(refusal.get());
    }
  }
}
