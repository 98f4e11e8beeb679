package io.wattmesh.ledger.contract;

/** Looks on while a call is charged for its steps; it changes nothing. */
public interface GasWatch {
  /** Nobody looks. */
  GasWatch NONE = (step, subject, gas) -> {};

  /**
   * A step was charged and is about to happen.
   *
   * @param step what kind of step it is, in words
   * @param subject what it is done to; its text is for people
   */
  void charged(String step, Object subject, long gas);

  /** The contract that a call names is about to be called, in this version. */
  default void called(String contract, int version) {}
}
