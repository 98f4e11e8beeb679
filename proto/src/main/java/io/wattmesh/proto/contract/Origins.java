package io.wattmesh.proto.contract;

/**
 * The names of the contract of certificates of origin and of its methods. They are EIP-20's, each
 * for one attribute: the arguments are {@link OfOrigin}, around those of the tokens' method.
 */
public final class Origins {
  public static final String CONTRACT = "origin-certificate";
  public static final String TRANSFER = Tokens.TRANSFER;
  public static final String APPROVE = Tokens.APPROVE;
  public static final String TRANSFER_FROM = Tokens.TRANSFER_FROM;

  /** The caller claims the origin for somebody; the certificates are no more. */
  public static final String RETIRE = "retire";

  public static final String BALANCE_OF = Tokens.BALANCE_OF;
  public static final String ALLOWANCE = Tokens.ALLOWANCE;
  public static final String TOTAL_SUPPLY = Tokens.TOTAL_SUPPLY;

  private Origins() {}
}
