package io.wattmesh.grid.network;

/** The bus types of MATPOWER's case format. */
public enum BusType {
  LOAD,
  GENERATOR,
  REFERENCE,
  /** Out of service: neither its load nor anything attached to it takes part. */
  ISOLATED;

  /** The type of a case's code, 1 to 4. */
  public static BusType ofCode(int code) {
    return switch (code) {
      case 1 -> LOAD;
      case 2 -> GENERATOR;
      case 3 -> REFERENCE;
      case 4 -> ISOLATED;
      default -> throw new IllegalArgumentException("bus type " + code + " is not 1, 2, 3 or 4");
    };
  }
}
