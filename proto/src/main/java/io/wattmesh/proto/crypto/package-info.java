/**
 * SHA-256, Ed25519 with one verdict everywhere, signed envelopes with domain separation, and key
 * stores.
 *
 * <p>Providers disagree on crafted signatures, and validators that disagree split the log, so the
 * verdict is Bouncy Castle's alone: the native provider may only say a fast yes. See {@link
 * io.wattmesh.proto.crypto.VerificationKey}.
 */
package io.wattmesh.proto.crypto;
