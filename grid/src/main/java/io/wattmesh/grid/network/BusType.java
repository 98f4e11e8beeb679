package io.wattmesh.grid.network;

/** The bus types of MATPOWER's case format. */
public enum BusType {
  LOAD,
  GENERATOR,
  REFERENCE,
  /** Out of service: neither its load nor anything attached to it takes part. */
  ISOLATED
}
