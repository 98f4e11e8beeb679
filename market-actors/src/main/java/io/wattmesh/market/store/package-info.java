/** Where acknowledged bids are kept so that a crash loses none. */
package io.wattmesh.market.store;
