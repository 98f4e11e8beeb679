package io.wattmesh.ledger.contract;

import java.util.Optional;

/** The contracts that a program has, in all versions. All validators must have the same. */
@FunctionalInterface
public interface ContractLibrary {
  /** The version in which a chain calls a contract from its beginning. */
  int FIRST = 1;

  /**
   * @param version counts from {@link #FIRST}
   */
  Optional<Contract> find(String name, int version);
}
