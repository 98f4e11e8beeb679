/**
 * The canonical encoding: one record, one sequence of bytes, and back. These bytes are what is
 * hashed and signed; protobuf messages only carry them. Reading is bounded: every length is checked
 * against the bytes that are there before anything is allocated, and bytes left over are an error.
 */
package io.wattmesh.proto.codec;
