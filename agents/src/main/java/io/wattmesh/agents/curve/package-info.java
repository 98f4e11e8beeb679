/**
 * Arithmetic on bid curves, in integers: building one from physical quantities, adding several up,
 * splitting an award over them, and writing one as text. Uses only {@code io.wattmesh.proto.model}.
 */
package io.wattmesh.agents.curve;
