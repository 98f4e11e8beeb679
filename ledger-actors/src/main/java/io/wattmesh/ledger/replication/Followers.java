package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateways that follow a validator's ledger. Each says from which height on it lacks blocks,
 * and says so again every second; it is sent what is there, a bounded part at a time, and new
 * blocks as they are committed. Who has not asked for {@link #FORGOTTEN_MILLIS} is told nothing
 * more.
 */
public final class Followers {
  /** The most blocks in one message. */
  public static final int MAX_BLOCKS = 64;

  /** A message with so many bytes of blocks is full; the last block may go beyond. */
  public static final long FULL_BYTES = 1024 * 1024;

  /** How long after its last question a gateway is sent new blocks. */
  public static final long FORGOTTEN_MILLIS = 5_000;

  private static final int MAX_FOLLOWERS = 256;

  private record Place(long nextHeight, long askedMillis) {}

  private final ParticipantId self;
  private final LedgerStore store;
  private final Map<GatewayAddress, Place> places = new HashMap<>();

  /**
   * @param store read on the validator's own thread alone
   */
  public Followers(ParticipantId self, LedgerStore store) {
    this.self = self;
    this.store = store;
  }

  /**
   * A gateway lacks the blocks from a height on.
   *
   * @param tipRoot root of the state after the last committed block
   */
  public void follow(GatewayAddress who, long fromHeight, Hash tipRoot, long nowMillis) {
    places.values().removeIf(place -> nowMillis - place.askedMillis() > FORGOTTEN_MILLIS);
    if (fromHeight < 1 || (!places.containsKey(who) && places.size() >= MAX_FOLLOWERS)) {
      return;
    }
    long tip = store.tip().map(CommitMark::height).orElse(0L);
    List<FollowedBlock> blocks = read(fromHeight, tip, tipRoot);
    places.put(who, new Place(fromHeight + blocks.size(), nowMillis));
    who.tell(new ToGateway.Blocks(self, tip, blocks));
  }

  private List<FollowedBlock> read(long fromHeight, long tip, Hash tipRoot) {
    var blocks = new ArrayList<FollowedBlock>();
    long bytes = 0;
    Optional<LinkedBlock> at = fromHeight > tip ? Optional.empty() : store.committedAt(fromHeight);
    for (long height = fromHeight;
        at.isPresent() && blocks.size() < MAX_BLOCKS && bytes < FULL_BYTES;
        height++) {
      Optional<LinkedBlock> above =
          height == tip ? Optional.empty() : store.committedAt(height + 1);
      Block block = at.get().block();
      if (height < tip && above.isEmpty()) {
        break; // A store that prunes: what is missing in between can't be told.
      }
      Hash root = above.map(next -> next.block().header().parentStateRoot()).orElse(tipRoot);
      blocks.add(new FollowedBlock(block, root));
      bytes += block.bytes();
      at = above;
    }
    return blocks;
  }

  /** A block is committed and durable: those who have all that is before it are sent it. */
  public void committed(Block block, Hash stateRoot, long nowMillis) {
    long height = block.header().height();
    var message = new ToGateway.Blocks(self, height, List.of(new FollowedBlock(block, stateRoot)));
    places.replaceAll(
        (who, place) -> {
          if (place.nextHeight() != height || nowMillis - place.askedMillis() > FORGOTTEN_MILLIS) {
            return place;
          }
          who.tell(message);
          return new Place(height + 1, place.askedMillis());
        });
  }
}
