/**
 * What validators sign when a round fails, the certificates that a quorum's signatures make, and
 * the one place where certificates are judged.
 *
 * <p>How a single signature is made and judged is a port ({@link
 * io.wattmesh.consensus.certificate.Signer}, {@link
 * io.wattmesh.consensus.certificate.SignatureCheck}). Uses batches and proto.
 */
package io.wattmesh.consensus.certificate;
