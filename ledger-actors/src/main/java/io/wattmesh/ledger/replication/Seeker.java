package io.wattmesh.ledger.replication;

/** Who looks for a validator's place; how it is answered is the shell's business. */
public interface Seeker {}
