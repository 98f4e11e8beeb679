package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.proto.model.Hash;

/**
 * A committed block as a validator tells it to other nodes, who execute it themselves.
 *
 * @param stateRoot root of the state after it
 */
public record FollowedBlock(Block block, Hash stateRoot) {}
