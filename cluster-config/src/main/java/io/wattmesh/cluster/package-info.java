/**
 * The composition root: it alone sees both the market and the ledger, starts their actors, and
 * gives people the command line, the results and the reports.
 */
package io.wattmesh.cluster;
