package io.wattmesh.market.clearing;

import java.util.Optional;

/** What a region begins an interval with whose network is not the genesis's. */
@FunctionalInterface
public interface NoticedPosts {
  /** All intervals have the genesis's network. */
  NoticedPosts NONE = interval -> Optional.empty();

  /** The post of an interval on which the grid operator gave notice, as the ledger has it. */
  Optional<RegionPost> of(long interval);
}
