/**
 * Who is who in a market, as far as an actor that comes to life needs to know to take up its role.
 * The composition root provides it on every node.
 */
package io.wattmesh.market.directory;
