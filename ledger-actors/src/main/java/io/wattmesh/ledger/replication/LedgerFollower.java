package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger as a node without a vote follows it, from genesis on. A block and the state root after
 * it are believed as {@link EqualWords} says, so that one lying validator changes nothing; the
 * block is then executed here, so that what it made happen need not be told. Where execution
 * without signature checks does not lead to the believed root, it is done again with them: a block
 * may hold transactions that were refused for their signatures.
 */
public final class LedgerFollower {
  /** More is not listened to, since it is told again when it is asked for. */
  private static final long WINDOW = 4L * Followers.MAX_BLOCKS;

  private final Genesis genesis;
  private final LedgerApplication application;
  private final EqualWords<FollowedBlock> words;
  private final Map<ParticipantId, Long> tips = new HashMap<>();
  private SignatureCheck check = SignatureCheck.CHECKED_BEFORE;

  public LedgerFollower(Genesis genesis) {
    this.genesis = genesis;
    this.application = new LedgerApplication(genesis, new LedgerMachine(genesis, this::holds));
    this.words =
        new EqualWords<>(genesis.validators(), 1, WINDOW, followed -> followed.block().header());
  }

  private boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context) {
    return check.holds(envelope, key, context);
  }

  /** The validators of the epoch of the block that is to come. */
  public ValidatorSet validators() {
    return words.validators();
  }

  /** The height of the block that is to come. */
  public long nextHeight() {
    return words.nextHeight();
  }

  /**
   * Takes in what one validator tells; returns what is committed by now beyond what was. Who is no
   * validator of the present epoch is not listened to: the next epoch's are asked in time.
   *
   * @param tip the height of the last block that it has committed
   */
  public List<CommittedBlock> onTold(
      ParticipantId validator, long tip, List<FollowedBlock> blocks) {
    if (validators().indexOf(validator) < 0) {
      return List.of();
    }
    tips.put(validator, tip);
    blocks.forEach(block -> words.add(validator, block));
    var committed = new ArrayList<CommittedBlock>();
    for (Optional<FollowedBlock> next = words.next(); next.isPresent(); next = words.next()) {
      CommittedBlock block = execute(next.get());
      committed.add(block);
      words.goOn(block.nextValidators());
    }
    return committed;
  }

  /**
   * Whether all is here that was committed when validators last told how far they are: a quorum has
   * told, and too few to be believed say that there is more.
   */
  public boolean isCaughtUp() {
    Set<Integer> told = new HashSet<>();
    Set<Integer> ahead = new HashSet<>();
    tips.forEach(
        (validator, tip) -> {
          int index = validators().indexOf(validator);
          if (index >= 0) {
            told.add(index);
            if (tip >= nextHeight()) {
              ahead.add(index);
            }
          }
        });
    return validators().isQuorum(told) && !validators().hasHonestMember(ahead);
  }

  private CommittedBlock execute(FollowedBlock told) {
    check = SignatureCheck.CHECKED_BEFORE;
    ExecutionRoots roots = application.execute(told.block());
    if (!roots.stateRoot().equals(told.stateRoot())) {
      check = SignatureCheck.EACH;
      roots = application.execute(told.block());
    }
    if (!roots.stateRoot().equals(told.stateRoot())) {
      throw new IllegalStateException(
          "%s leads to the state %s here and to %s at the validators of chain %s: this node has another version than they, or another market."
              .formatted(
                  told.block(),
                  roots.stateRoot().shortHex(),
                  told.stateRoot().shortHex(),
                  genesis.chainId().shortHex()));
    }
    application.commit(told.block().id());
    return application.takeCommitted().getLast();
  }
}
