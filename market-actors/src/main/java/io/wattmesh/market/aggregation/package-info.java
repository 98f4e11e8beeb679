/**
 * The bid book of one bus: which bids come in, the promise that they stay, and, once the ledger has
 * said which of them stand, what they add up to and what each is awarded.
 */
package io.wattmesh.market.aggregation;
