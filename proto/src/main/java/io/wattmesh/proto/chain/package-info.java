/**
 * What a third party must know of the log to believe it: validators and their voting power, block
 * headers, votes and quorum certificates. The protocol that makes them lives in the consensus
 * module.
 */
package io.wattmesh.proto.chain;
