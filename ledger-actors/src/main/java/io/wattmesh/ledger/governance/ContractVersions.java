package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.List;

/**
 * The versions of one contract by the epoch of the validators from which on each is called, so that
 * no block is executed under two.
 *
 * @param newest the greatest that it ever had or is to have: a later one may have written records
 *     that an earlier one can't read, so there is no way back but to this
 * @param byEpoch what differs from the first version; 0 where it is retired
 */
record ContractVersions(int newest, Versions<Integer> byEpoch) {
  /** Of a contract that was never changed. */
  static final ContractVersions UNCHANGED =
      new ContractVersions(ContractLibrary.FIRST, Versions.none());

  /** The version in which it is called in an epoch. */
  int at(long epoch) {
    return byEpoch.at(epoch).orElse(ContractLibrary.FIRST);
  }

  /** The last that is decided, whether its epoch has begun or not. */
  int last() {
    List<Versions.Version<Integer>> all = byEpoch.all();
    return all.isEmpty() ? ContractLibrary.FIRST : all.getLast().value();
  }

  /** Whether a change waits for a later epoch. */
  boolean waitsIn(long epoch) {
    List<Versions.Version<Integer>> all = byEpoch.all();
    return !all.isEmpty() && all.getLast().fromInterval() > epoch;
  }

  /** Another version from the epoch after this one on, whatever waited for it. */
  ContractVersions after(long epoch, int version) {
    return new ContractVersions(
        Math.max(newest, version), byEpoch.with(Math.addExact(epoch, 1), version).since(epoch));
  }

  void write(CanonicalWriter out) {
    out.i32(newest);
    byEpoch.write(out, (to, version) -> to.i32(version));
  }

  static ContractVersions read(CanonicalReader in) {
    return new ContractVersions(in.i32(), Versions.read(in, CanonicalReader::i32));
  }
}
