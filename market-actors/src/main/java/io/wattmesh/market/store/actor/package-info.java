/** The bid store's writer: one a node, on a dispatcher that may block. */
package io.wattmesh.market.store.actor;
