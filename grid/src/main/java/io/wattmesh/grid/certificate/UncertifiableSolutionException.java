package io.wattmesh.grid.certificate;

/** A solution too inexact for any certificate; the message says where and by how much. */
public final class UncertifiableSolutionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UncertifiableSolutionException(String message) {
    super(message);
  }
}
