package io.wattmesh.load.drill;

/** This machine lacks what a drill needs; its message says what. Nothing was tried. */
final class CannotRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
