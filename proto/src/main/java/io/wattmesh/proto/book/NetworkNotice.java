package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the grid operator says of the network in one interval, where it differs from the genesis.
 *
 * @param revision of two notices on an interval the one of the higher revision holds
 * @param branches rising by branch
 */
public record NetworkNotice(long interval, int revision, List<BranchNotice> branches) {
  private static final int MAX_BRANCHES = 40_000;

  /**
   * A branch in the interval.
   *
   * @param branch its index in the genesis's network
   * @param out whether it carries nothing; then it has no limits, which are 0
   * @param minFlowWatts its lower flow limit, W, as in the network
   * @param maxFlowWatts its upper flow limit, W, as in the network
   */
  public record BranchNotice(int branch, boolean out, long minFlowWatts, long maxFlowWatts) {
    public BranchNotice {
      if (branch < 0
          || minFlowWatts > maxFlowWatts
          || (out && (minFlowWatts != 0 || maxFlowWatts != 0))) {
        throw new IllegalArgumentException(
            "Branch %d with limits %d to %d W%s: branches count from 0, limits do not cross, and those of a branch that is out are 0."
                .formatted(branch, minFlowWatts, maxFlowWatts, out ? ", out" : ""));
      }
    }

    public static BranchNotice outage(int branch) {
      return new BranchNotice(branch, true, 0, 0);
    }

    public static BranchNotice limits(int branch, long minFlowWatts, long maxFlowWatts) {
      return new BranchNotice(branch, false, minFlowWatts, maxFlowWatts);
    }
  }

  public NetworkNotice {
    branches = List.copyOf(branches);
    if (interval < 0 || revision < 1 || branches.size() > MAX_BRANCHES) {
      throw new IllegalArgumentException(
          "Intervals (%d) count from 0, revisions (%d) from 1, and a notice has at most %d branches, not %d."
              .formatted(interval, revision, MAX_BRANCHES, branches.size()));
    }
    for (int k = 1; k < branches.size(); k++) {
      if (branches.get(k - 1).branch() >= branches.get(k).branch()) {
        throw new IllegalArgumentException(
            "Branch " + branches.get(k).branch() + " is not in rising order.");
      }
    }
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).i32(revision).i32(branches.size());
    for (BranchNotice branch : branches) {
      out.i32(branch.branch())
          .bool(branch.out())
          .i64(branch.minFlowWatts())
          .i64(branch.maxFlowWatts());
    }
    return out.toByteArray();
  }

  public static NetworkNotice ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new NetworkNotice(in.i64(), in.i32(), readBranches(in)));
  }

  private static List<BranchNotice> readBranches(CanonicalReader in) {
    int count = in.count(MAX_BRANCHES, 21);
    var branches = new ArrayList<BranchNotice>(count);
    for (int k = 0; k < count; k++) {
      branches.add(new BranchNotice(in.i32(), in.bool(), in.i64(), in.i64()));
    }
    return branches;
  }
}
