package io.wattmesh.ledger.explore;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Replays an export for who wants to look at it. The blocks must be one chain whose last one is
 * proven to be committed, and each block that is executed must lead to the roots that the next one
 * states; so all that is shown is what a quorum signed. Whether the quorum kept the rules, above
 * all in checking signatures, is for the audit to find.
 */
public final class LedgerReplay {
  /** All of a chain, whatever its height. */
  public static final long EVERYTHING = Long.MAX_VALUE;

  private final LedgerExport export;
  private final ReplayStart start;
  private final long through;
  private final StepWatch watch;
  private final Consumer<Replayed> follower;
  private final LedgerMachine trusting;
  private final LedgerMachine checking;
  private StateLayer layer;
  private BlockHeader last;
  private Hash lastId;
  private Optional<Replayed> pending = Optional.empty();

  /**
   * Where a replay ended.
   *
   * @param tip the header of the chain's last block, executed or not
   * @param layer the state after the last executed block
   */
  public record End(BlockHeader tip, StateLayer layer) {}

  private LedgerReplay(
      LedgerExport export,
      Genesis genesis,
      ReplayStart start,
      long through,
      StepWatch watch,
      Consumer<Replayed> follower) {
    this.export = export;
    this.start = start;
    this.through = through;
    this.watch = watch;
    this.follower = follower;
    this.trusting = new LedgerMachine(genesis, SignatureCheck.CHECKED_BEFORE);
    this.checking = new LedgerMachine(genesis, SignatureCheck.EACH);
    this.layer = start.layer();
    Block first = LedgerApplication.genesisBlock(genesis);
    this.last = first.header();
    this.lastId = first.id();
  }

  /**
   * @param genesis the export's
   * @param through the last height that is executed and told; what is above is only linked
   * @param watch is told the steps of each block before the block; of one that had to be executed
   *     twice, both times
   * @param follower is told each executed block once its roots are known to be the certified ones
   * @throws AuditFailedException if the chain does not hold
   * @throws IOException if a file is missing or cannot be read
   */
  public static End run(
      LedgerExport export,
      Genesis genesis,
      long through,
      StepWatch watch,
      Consumer<Replayed> follower)
      throws IOException {
    return run(export, genesis, ReplayStart.genesis(genesis), through, watch, follower);
  }

  /**
   * The same from a later state on: it must be the one that the next block states, and the blocks
   * up to it are linked, but neither executed nor told.
   */
  public static End run(
      LedgerExport export,
      Genesis genesis,
      ReplayStart start,
      long through,
      StepWatch watch,
      Consumer<Replayed> follower)
      throws IOException {
    return new LedgerReplay(export, genesis, start, through, watch, follower).run(genesis);
  }

  private End run(Genesis genesis) throws IOException {
    try {
      export.forEachBlock(
          height -> height > start.height() && height <= through, this::link, this::execute);
      finish(genesis, export.proof(), export.epochs());
    } catch (MalformedBytesException | java.io.EOFException e) {
      throw new AuditFailedException(
          "after block %d: %s".formatted(last.height(), e.getMessage()), e);
    }
    return new End(last, layer);
  }

  private void link(BlockHeader header) {
    if (header.height() != last.height() + 1 || !header.parentId().equals(lastId)) {
      throw new AuditFailedException(
          "block %d: it does not follow the block before it".formatted(last.height() + 1));
    }
    tellPending(header.parentStateRoot(), header.parentOutcomesRoot());
    last = header;
    lastId = header.id();
  }

  private void execute(LinkedBlock linked) {
    link(linked.block().header());
    pending = Optional.of(new Replayed(linked, execute(trusting, linked)));
  }

  private Executed execute(LedgerMachine machine, LinkedBlock linked) {
    Block block = linked.block();
    return machine.execute(layer, block.header().timestampMillis(), block.transactions(), watch);
  }

  /** A block may hold transactions that were refused for their signatures: those are checked. */
  private void tellPending(Hash stateRoot, Hash outcomesRoot) {
    if (pending.isEmpty()) {
      requireStart(stateRoot);
      return;
    }
    Replayed replayed = pending.get();
    if (!hasRoots(replayed, stateRoot, outcomesRoot)) {
      replayed = new Replayed(replayed.linked(), execute(checking, replayed.linked()));
      if (!hasRoots(replayed, stateRoot, outcomesRoot)) {
        throw new AuditFailedException(
            "block %d: its replay does not lead to the certified roots; run `wattmesh verify`"
                .formatted(replayed.block().header().height()));
      }
    }
    replayed.executed().layer().commit();
    layer = replayed.executed().layer();
    pending = Optional.empty();
    follower.accept(replayed);
  }

  /** A state that was kept is believed if the block above its own states its root. */
  private void requireStart(Hash stateRoot) {
    if (last.height() == start.height() && !start.layer().root().equals(stateRoot)) {
      throw new AuditFailedException(
          ("block %d: the replay begins with another state after it than the chain states; if that"
                  + " was kept, make it anew by `wattmesh ledger history --anew`")
              .formatted(start.height()));
    }
  }

  private static boolean hasRoots(Replayed replayed, Hash stateRoot, Hash outcomesRoot) {
    return replayed.executed().stateRoot().equals(stateRoot)
        && replayed.executed().outcomesRoot().equals(outcomesRoot);
  }

  /** The last block is committed by its proof, and all before it with it. */
  private void finish(Genesis genesis, CommitProof proof, EpochChanges epochs) {
    Hash chainId = genesis.chainId();
    ValidatorSet validators = epochs.last(genesis.validators());
    epochs
        .refusal(genesis.validators(), chainId)
        .map(why -> "epochs: " + why)
        .or(() -> proof.refusal(validators, new SigningContext(chainId, validators.epoch())))
        .or(
            () ->
                proof.committedId().equals(lastId) && proof.child().epoch() == validators.epoch()
                    ? Optional.empty()
                    : Optional.of("it is not of the last block"))
        .ifPresent(
            why -> {
              throw new AuditFailedException("commit proof: " + why);
            });
    tellPending(proof.above().parentStateRoot(), proof.above().parentOutcomesRoot());
  }
}
