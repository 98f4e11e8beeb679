/**
 * The market's roles: prosumers, aggregators, meters and clearing regions, each a pure core with an
 * actor around it in the {@code actor} package below. Only those packages know Pekko.
 *
 * <pre>
 *   participant ─signed bid─► aggregation ─bus curve─► clearing ◄─region messages─► clearing
 *        │                        │  ▲                    │
 *        └─delivered─► metering   │  └──── ledger news    └─► clearing certificate
 *                          └──────┴─────► transactions to the ledger
 * </pre>
 */
package io.wattmesh.market;
