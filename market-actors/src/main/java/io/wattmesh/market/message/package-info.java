/**
 * What the market's actors say to each other and hear from the ledger, as plain records; who may be
 * sent what is in the types. What crosses nodes is a {@link io.wattmesh.market.message.WireMessage}
 * and travels as protobuf. What is due is said again by {@link io.wattmesh.market.message.Repeats}.
 */
package io.wattmesh.market.message;
