/**
 * A client of the log, as a step function: it sees signed calls through at any validators, and
 * believes what is proven to it or what more than a third of the voting power say alike. It knows
 * no clock, no thread and no network, so that a wallet needs this module alone.
 */
package io.wattmesh.proto.client;
