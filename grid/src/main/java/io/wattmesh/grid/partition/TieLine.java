package io.wattmesh.grid.partition;

import io.wattmesh.grid.network.Branch;

/**
 * A live branch between two regions. Its owner accounts for it wherever it must count once.
 *
 * @param branch the branch
 * @param fromRegion region of its from bus, which owns it
 * @param toRegion region of its to bus
 */
public record TieLine(Branch branch, int fromRegion, int toRegion) {
  public boolean ownedBy(int region) {
    return region == fromRegion;
  }

  /** The region at the other end. */
  public int otherRegion(int region) {
    return region == fromRegion ? toRegion : fromRegion;
  }
}
