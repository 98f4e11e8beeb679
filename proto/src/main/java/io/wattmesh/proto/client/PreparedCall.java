package io.wattmesh.proto.client;

/**
 * A signed call that was not given to anybody yet.
 *
 * @param transaction the envelope's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record PreparedCall(long nonce, byte[] transaction) {}
