/**
 * Bytes that everybody agrees on: value records, their canonical encoding, hashes, Merkle trees,
 * signatures and the proofs that a third party checks with this module alone.
 *
 * <p>It uses the JDK, Bouncy Castle and the protobuf runtime; it knows no actor, no network and no
 * market rule.
 */
package io.wattmesh.proto;
