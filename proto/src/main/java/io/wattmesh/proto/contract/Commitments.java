package io.wattmesh.proto.contract;

/** The names of the contract of forward commitments and of its methods, which are EIP-721's. */
public final class Commitments {
  public static final String CONTRACT = "forward-commitment";
  public static final String OWNER_OF = "owner-of";
  public static final String BALANCE_OF = "balance-of";
  public static final String APPROVE = "approve";
  public static final String GET_APPROVED = "get-approved";
  public static final String SET_APPROVAL_FOR_ALL = "set-approval-for-all";
  public static final String IS_APPROVED_FOR_ALL = "is-approved-for-all";
  public static final String TRANSFER_FROM = "transfer-from";
  public static final String SAFE_TRANSFER_FROM = "safe-transfer-from";

  private Commitments() {}
}
