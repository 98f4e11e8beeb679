package io.wattmesh.ledger.contract;

import io.wattmesh.proto.contract.Call;

/**
 * What each step of a call costs, in gas. Part of the ledger's format: another schedule is another
 * chain. docs/gas.md has the table, the reasons and the steps of each method.
 */
public final class GasSchedule {
  /** The check of one signature, the call's own included. */
  public static final long SIGNATURE_CHECK = Call.MIN_GAS_LIMIT;

  /** A record written, an account or one of the contract's own. */
  public static final long WRITE = 500;

  /** A record removed, whose writing paid for both. */
  public static final long REMOVAL = 2;

  /** A record read, also in vain; or whether somebody is registered. */
  public static final long READ = 1;

  /** One sum, difference, product, quotient or comparison of amounts. */
  public static final long ARITHMETIC = 1;

  /** Each 64 bytes, begun, of what is hashed, the call's arguments included. */
  public static final long HASH_BLOCK = 2;

  /** One event. */
  public static final long EVENT = 4;

  private static final int BLOCK_BYTES = 64;

  private GasSchedule() {}

  /** What hashing so many bytes costs: nothing has one block, too. */
  public static long hashing(int bytes) {
    return HASH_BLOCK * Math.max(1, Math.ceilDiv(bytes, BLOCK_BYTES));
  }
}
