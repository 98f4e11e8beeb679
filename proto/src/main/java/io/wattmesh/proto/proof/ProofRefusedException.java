package io.wattmesh.proto.proof;

/** A proof does not prove what it should; the message names the first thing that does not hold. */
public final class ProofRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProofRefusedException(String message) {
    super(message);
  }
}
