/**
 * One region's part in the clearing: what it is sent and sends, around the pure region step of the
 * grid module, and the making of the clearing certificate at the root of the region tree.
 */
package io.wattmesh.market.clearing;
