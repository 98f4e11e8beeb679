/** Where bids are kept from their arrival on, so that a crash loses none. */
package io.wattmesh.market.store;
