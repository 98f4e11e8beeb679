package io.wattmesh.ledger.contract;

/**
 * A contract: its methods by name. It keeps nothing itself, not even between two steps of a call;
 * all that lasts is written through the context. The same call on the same state must do the same,
 * on every machine and for ever: what a method does, the steps that it takes and their order are
 * part of the ledger's format.
 */
public interface Contract {
  /** Its name in calls, 1 to 48 characters of {@code a-z 0-9 -}. */
  String name();

  /**
   * Carries a call out.
   *
   * @param arguments the method's arguments, which anybody can have made
   * @param context all that the contract sees; of no use once the call has ended
   * @return the result; empty where there is none
   * @throws CallRefusedException if the call can't be carried out; what it changed is undone
   * @throws io.wattmesh.proto.codec.MalformedBytesException if the arguments are none of the method
   */
  byte[] call(String method, byte[] arguments, ContractContext context);
}
