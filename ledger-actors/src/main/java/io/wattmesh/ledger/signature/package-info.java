/**
 * Verdicts on signatures, kept apart from who asks for them: what a message needs checked is named
 * before the message is judged, so that it can be checked meanwhile, and each is checked once. Uses
 * the log's messages and proto.
 */
package io.wattmesh.ledger.signature;
