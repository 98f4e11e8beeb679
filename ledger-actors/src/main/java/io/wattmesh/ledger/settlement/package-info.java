/**
 * Money for energy, in integers: awards are paid at the interval's prices, deviations at the
 * deviation price, congestion rent goes to the tariff account and what rounding leaves to the
 * rounding account. Nothing is created or lost.
 */
package io.wattmesh.ledger.settlement;
