/**
 * What governors propose and how they vote: changes of the market's rules, of who is registered,
 * and of which contracts may be called. May use the codec, model, crypto and chain packages.
 */
package io.wattmesh.proto.governance;
