package io.wattmesh.consensus.batch;

/**
 * An author's place for one batch. A validator acknowledges one batch a slot, and a chain has one
 * batch a slot among those that have not expired, so that none is executed twice.
 *
 * @param author the author's index in the epoch's validator set
 */
public record BatchSlot(int author, long epoch, long seq) {}
