package io.wattmesh.consensus.sim;

/**
 * How a validator lies. All of them run the replica unmodified; what goes in or out of it is
 * altered, with no key but the liar's own.
 */
public enum Lie {
  /** Two hosts with one key and a row each, who hear and say different things. */
  TWINS,
  /** Hears all and says nothing. */
  SILENT,
  /** Executes blocks to a state of its own. */
  WRONG_ROOT,
  /** As a leader after a timeout proposes on an older certificate than it has. */
  STALE_CERTIFICATES,
  /** Says everything many times over, and repeats what it heard. */
  FLOODING,
  /** Shows certificates whose signatures are its own, a stranger's, or of another epoch. */
  FORGED_CERTIFICATES
}
