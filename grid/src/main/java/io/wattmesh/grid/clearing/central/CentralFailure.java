package io.wattmesh.grid.clearing.central;

/** The central reference could not be had; it says why rather than give a doubtful answer. */
public final class CentralFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CentralFailure(String message) {
    super(message);
  }
}
