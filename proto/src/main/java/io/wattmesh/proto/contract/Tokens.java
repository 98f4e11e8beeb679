package io.wattmesh.proto.contract;

/** The names of the ledger's two fungible tokens and of their methods, which are EIP-20's. */
public final class Tokens {
  /** The contract of payment tokens; amounts are micro-tokens. */
  public static final String PAYMENT = "payment-token";

  /** The contract of energy credits; amounts are joules. */
  public static final String CREDIT = "energy-credit";

  public static final String TRANSFER = "transfer";
  public static final String APPROVE = "approve";
  public static final String TRANSFER_FROM = "transfer-from";

  /** Of energy credits alone: their energy is claimed as consumed, and they are no more. */
  public static final String BURN = "burn";

  /** Of payment tokens alone: an issuer makes tokens for money that it was given elsewhere. */
  public static final String ISSUE = "issue";

  /** Of payment tokens alone: an issuer takes tokens back for money that it gives elsewhere. */
  public static final String REDEEM = "redeem";

  /** Of payment tokens alone: the caller sets tokens aside for its deviations. */
  public static final String POST_DEPOSIT = "post-deposit";

  /** Of payment tokens alone: the caller frees what it had set aside. */
  public static final String RELEASE_DEPOSIT = "release-deposit";

  /** Of payment tokens alone, from their second version on: one payer, several payees. */
  public static final String BATCH_TRANSFER = "batch-transfer";

  public static final String BALANCE_OF = "balance-of";
  public static final String ALLOWANCE = "allowance";
  public static final String TOTAL_SUPPLY = "total-supply";

  static final int MAX_MEMO_BYTES = 4096;

  private Tokens() {}

  static void requireAmount(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException(
          "An amount of tokens is at least 0, not %d.".formatted(amount));
    }
  }

  static void requirePositive(long amount) {
    if (amount <= 0) {
      throw new IllegalArgumentException(
          "Nothing is done with %d tokens; name an amount above 0.".formatted(amount));
    }
  }

  static void requireMemo(byte[] memo) {
    if (memo.length > MAX_MEMO_BYTES) {
      throw new IllegalArgumentException(
          "A memo has at most %d bytes, this has %d; keep it elsewhere and put its hash here."
              .formatted(MAX_MEMO_BYTES, memo.length));
    }
  }
}
