package io.wattmesh.grid.clearing;

/** How regions find prices. Every method ends with the same polish, so with the same prices. */
public enum ClearingMethod {
  /** ADMM, until its residuals predict that it will miss its round budget; then interior point. */
  AUTO,
  /** ADMM alone: only boundary values of tie lines, and sums, are told. */
  ADMM,
  /** The message-passing interior-point method alone. */
  INTERIOR_POINT;

  /** The method's name on the command line, as in {@code interior-point}. */
  public String optionName() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
