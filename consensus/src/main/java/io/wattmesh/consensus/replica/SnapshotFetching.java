package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.message.SnapshotReply;
import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeCut;
import io.wattmesh.proto.merkle.TreeEntry;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Gets a validator that is far behind to a snapshot, from which block sync goes on.
 *
 * <pre>
 *   IDLE      far behind, or nobody has the blocks     SEARCHING  asks one after another
 *   SEARCHING a manifest that is certified             FETCHING   kept in the store
 *   SEARCHING nobody has one that helps                IDLE       for a while
 *   FETCHING  a chunk that the manifest proves         FETCHING   kept in the store
 *   FETCHING  a wrong chunk                            FETCHING   its sender is not asked again
 *   FETCHING  all chunks are kept                      IDLE       installed
 *   FETCHING  blocks were faster, or nobody is left    IDLE
 * </pre>
 *
 * What is fetched stays in the store, so a restart goes on with what was missing. Neither manifest
 * nor chunk is believed for its sender's sake: see {@link SnapshotManifest}.
 *
 * <p>The snapshot may be of a later epoch, if the ends of the epochs until then are proven here:
 * its validators are asked, and judge it. Their proofs are stored before it is, for a restart.
 */
final class SnapshotFetching {
  /** How many chunks are asked for at once. */
  private static final int WINDOW = 4;

  /** How many base timeouts pass between two searches that lead to nothing. */
  private static final int PAUSE_TIMEOUTS = 10;

  private record Asked(ParticipantId validator, long deadlineMillis) {}

  private final ReplicaState state;
  private final Chain chain;
  private final Application application;
  private final BlockSource source;
  private final Set<ParticipantId> unhelpful = new HashSet<>();
  private final TreeMap<Integer, Asked> asked = new TreeMap<>();
  private final BitSet kept = new BitSet();
  private Optional<SnapshotManifest> manifest = Optional.empty();
  private Optional<Asked> search = Optional.empty();
  private OptionalLong installAtMillis = OptionalLong.empty();
  private long idleUntilMillis = Long.MIN_VALUE;
  private long highestCommitted;
  private int lastAsked;

  SnapshotFetching(ReplicaState state, Chain chain, Application application, BlockSource source) {
    this.state = state;
    this.chain = chain;
    this.application = application;
    this.source = source;
    this.lastAsked = state.self();
  }

  /** Goes on with what a restart interrupted. */
  void start() {
    source
        .incomingSnapshot()
        .filter(found -> !state.options.snapshots().archive())
        .filter(found -> isUseful(found) && refusal(found).isEmpty())
        .ifPresent(
            found -> {
              manifest = Optional.of(found);
              for (int k = 0; k < found.cut().chunks(); k++) {
                kept.set(k, source.incomingChunk(k).isPresent());
              }
              askForChunks();
            });
  }

  /** Whether block sync had better wait. */
  boolean isFetching() {
    return manifest.isPresent() || search.isPresent();
  }

  private long ownHeight() {
    return state.tree.tip().header().height();
  }

  private boolean isUseful(SnapshotManifest found) {
    return found.height() > ownHeight();
  }

  /** A valid commit proof that somebody showed. */
  void onProof(ParticipantId sender, CommitProof proof) {
    highestCommitted = Math.max(highestCommitted, proof.committedHeight());
    if (isFarBehind()) {
      search(Optional.of(sender));
    }
  }

  private boolean isFarBehind() {
    return highestCommitted() - ownHeight() > state.options.snapshots().startLagBlocks();
  }

  /** Others are at least here, as was proven beside messages or by the ends of epochs. */
  private long highestCommitted() {
    return Math.max(highestCommitted, state.epochs.newest().beginsAbove());
  }

  /** Validators of which one is honest were asked for blocks and had none that go on from here. */
  void onNoBlocks(ParticipantId sender) {
    if (highestCommitted() <= ownHeight() || isBusy()) {
      return;
    }
    if (state.options.snapshots().archive()) {
      pause("the blocks above height %d, which an archive needs".formatted(ownHeight()));
    } else {
      search(Optional.of(sender));
    }
  }

  /** Epochs ahead were proven. */
  void onEpochsAhead() {
    if (isFarBehind()) {
      search(Optional.empty());
    }
  }

  private boolean isBusy() {
    return manifest.isPresent()
        || search.isPresent()
        || state.now.monotonicMillis() < idleUntilMillis;
  }

  /** Begins with this one, who has shown that it is ahead, if it may be asked. */
  private void search(Optional<ParticipantId> first) {
    if (!state.options.snapshots().archive() && !isBusy()) {
      unhelpful.clear();
      first
          .filter(name -> askable().indexOf(name) >= 0)
          .or(this::next)
          .ifPresentOrElse(this::askForManifest, this::pauseSearch);
    }
  }

  /** Those whose snapshots could be judged here, if they are not of an epoch yet to be proven. */
  private ValidatorSet askable() {
    return state.epochs.newest().electorate().validators();
  }

  private void askForManifest(ParticipantId validator) {
    search = Optional.of(ask(validator, SnapshotRequest.NEWEST));
  }

  private Asked ask(ParticipantId validator, SnapshotRequest request) {
    state.ask(validator, MessageType.SNAPSHOT_REQUEST, request.toBytes());
    return new Asked(validator, state.now.monotonicMillis() + state.options.baseTimeoutMillis());
  }

  /** The next validator in turn who may still help. */
  private Optional<ParticipantId> next() {
    ValidatorSet validators = askable();
    for (int k = 0; k < validators.size(); k++) {
      lastAsked = (lastAsked + 1) % validators.size();
      ParticipantId name = validators.get(lastAsked).id();
      if (!name.equals(state.identity.name()) && !unhelpful.contains(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** From a validator of this epoch, or of one ahead that is proven here. */
  void onReply(ParticipantId sender, SignedEnvelope envelope) {
    SnapshotReply reply = envelope.payload(SnapshotReply::read);
    if (reply.request().isForManifest()) {
      if (search.filter(waiting -> waiting.validator().equals(sender)).isPresent()) {
        onManifest(sender, reply.content());
      }
    } else if (manifest.filter(m -> m.height() == reply.request().height()).isPresent()) {
      onChunk(sender, reply.request().chunk(), reply.content());
    }
  }

  private void onManifest(ParticipantId sender, Optional<byte[]> content) {
    search = Optional.empty();
    Optional<SnapshotManifest> found = content.flatMap(bytes -> certified(sender, bytes));
    if (found.filter(this::isUseful).isEmpty()) {
      unhelpful.add(sender);
      next().ifPresentOrElse(this::askForManifest, this::pauseSearch);
      return;
    }
    manifest = found;
    kept.clear();
    asked.clear();
    unhelpful.clear();
    state.epochs.aheadThrough(found.get().header().epoch()).stream()
        .map(Effect.PersistEpoch::new)
        .forEach(state.out::add);
    state.out.add(new Effect.Snapshot(new Effect.SnapshotWork.BeginFetch(found.get())));
    askForChunks();
  }

  private Optional<SnapshotManifest> certified(ParticipantId sender, byte[] bytes) {
    try {
      SnapshotManifest found = SnapshotManifest.ofBytes(bytes);
      Optional<String> refusal = refusal(found);
      refusal.ifPresent(reason -> refuse(sender, "the manifest", reason));
      return refusal.isEmpty() ? Optional.of(found) : Optional.empty();
    } catch (MalformedBytesException e) {
      refuse(sender, "the manifest", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Neither the signatures nor the leaders of an epoch that is not proven could be judged here. */
  private Optional<String> refusal(SnapshotManifest found) {
    BlockHeader header = found.header();
    Optional<Epochs.Epoch> epoch = state.epochs.find(header.epoch());
    if (epoch.isEmpty() || header.endsEpoch()) {
      return Optional.of(
          "its block is of epoch %d%s, this is epoch %d and up to %d is proven"
              .formatted(
                  header.epoch(),
                  header.endsEpoch() ? " and ends it" : "",
                  state.epochs.present(),
                  state.epochs.newest().number()));
    }
    long memory = state.leadersMemory(epoch.get().electorate());
    long expected = Math.min(memory, header.height() - epoch.get().beginsAbove()) - 1;
    return found.before().size() < expected
        ? Optional.of(
            "leaders are drawn by %d headers below its block's, it has %d"
                .formatted(expected, found.before().size()))
        : epoch.get().certificates().refusal(found.proof());
  }

  private void refuse(ParticipantId sender, String what, String reason) {
    state.out.refused(
        RefusalReason.BAD_SNAPSHOT,
        "Of %s that validator %s sent: %s.".formatted(what, sender.value(), reason));
  }

  private void onChunk(ParticipantId sender, int index, Optional<byte[]> content) {
    Asked waiting = asked.get(index);
    if (waiting == null || !waiting.validator().equals(sender) || kept.get(index)) {
      return;
    }
    asked.remove(index);
    Optional<String> refusal =
        content.flatMap(bytes -> manifest.orElseThrow().cut().refusal(index, bytes));
    refusal.ifPresent(reason -> refuse(sender, "chunk " + index, reason));
    if (content.isPresent() && refusal.isEmpty()) {
      kept.set(index);
      state.out.add(new Effect.Snapshot(new Effect.SnapshotWork.KeepChunk(index, content.get())));
    } else {
      unhelpful.add(sender);
    }
    askForChunks();
  }

  /**
   * Keeps the window full; when nothing is missing, the next step installs what is kept by then.
   */
  private void askForChunks() {
    int chunks = manifest.orElseThrow().cut().chunks();
    if (kept.cardinality() == chunks) {
      installAtMillis = OptionalLong.of(state.now.monotonicMillis());
      return;
    }
    for (int k = kept.nextClearBit(0);
        k < chunks && asked.size() < WINDOW;
        k = kept.nextClearBit(k + 1)) {
      if (!asked.containsKey(k)) {
        Optional<ParticipantId> validator = next();
        if (validator.isEmpty()) {
          giveUp();
          return;
        }
        asked.put(k, ask(validator.get(), new SnapshotRequest(manifest.get().height(), k)));
      }
    }
  }

  /** The others have pruned this snapshot meanwhile, or lie: looks for a newer one. */
  private void giveUp() {
    forget();
    pauseSearch();
  }

  private void forget() {
    manifest = Optional.empty();
    installAtMillis = OptionalLong.empty();
    asked.clear();
    kept.clear();
  }

  private void pauseSearch() {
    pause("a snapshot that leads beyond height " + ownHeight());
  }

  private void pause(String missing) {
    idleUntilMillis =
        state.now.monotonicMillis() + PAUSE_TIMEOUTS * state.options.baseTimeoutMillis();
    state.lacks(
        RefusalReason.PRUNED_EVERYWHERE,
        "No validator that was asked has %s; it is asked for again later.".formatted(missing));
  }

  void onTick() {
    long now = state.now.monotonicMillis();
    if (manifest.filter(found -> !isUseful(found)).isPresent()) {
      forget(); // Blocks were faster.
    }
    if (installAtMillis.isPresent()) {
      install(manifest.orElseThrow());
    }
    Optional<Asked> silent = search.filter(waiting -> waiting.deadlineMillis() <= now);
    if (silent.isPresent()) {
      // Block sync waits for the search, so it ends; some may be silent for being asked too much.
      unhelpful.add(silent.get().validator());
      search = Optional.empty();
      next().ifPresentOrElse(this::askForManifest, this::pauseSearch);
    }
    if (asked.values().removeIf(waiting -> waiting.deadlineMillis() <= now)) {
      askForChunks();
    }
  }

  OptionalLong deadlineMillis() {
    if (installAtMillis.isEmpty() && search.isEmpty() && asked.isEmpty()) {
      return OptionalLong.empty(); // As nearly always, and every step asks.
    }
    return LongStream.concat(
            installAtMillis.stream(),
            LongStream.concat(
                search.stream().mapToLong(Asked::deadlineMillis),
                asked.values().stream().mapToLong(Asked::deadlineMillis)))
        .min();
  }

  private void install(SnapshotManifest found) {
    installAtMillis = OptionalLong.empty();
    Optional<List<TreeEntry>> entries = readBack(found.cut());
    if (entries.isEmpty()) {
      askForChunks();
      return;
    }
    var roots = new ExecutionRoots(found.stateRoot(), found.outcomesRoot());
    var block = new ExecutedHeader(found.header(), found.blockId(), roots);
    SparseTree tree = SparseTree.of(entries.get());
    if (!tree.root().equals(found.stateRoot())) {
      throw new HaltException(
          "The chunks of the %s, each proven, lead to root %s: report this."
              .formatted(found, tree.root()));
    }
    application.restore(block, tree);
    forget();
    state.out.add(new Effect.Snapshot(new Effect.SnapshotWork.Install(found)));
    var installed = new InstalledSnapshot(found, block);
    if (installed.epoch() == state.epochs.present()) {
      chain.jump(installed);
    } else {
      state.installed = Optional.of(installed);
    }
  }

  /** The chunks out of the store; what is missing or damaged there is asked for again. */
  private Optional<List<TreeEntry>> readBack(TreeCut cut) {
    var entries = new ArrayList<TreeEntry>();
    for (int k = 0; k < cut.chunks(); k++) {
      int index = k;
      Optional<byte[]> chunk =
          source.incomingChunk(k).filter(bytes -> cut.refusal(index, bytes).isEmpty());
      if (chunk.isEmpty()) {
        kept.clear(k);
      } else {
        entries.addAll(TreeCut.entries(chunk.get()));
      }
    }
    return kept.cardinality() == cut.chunks() ? Optional.of(entries) : Optional.empty();
  }
}
