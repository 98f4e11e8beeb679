/**
 * Personal records beside the ledger, and what of them and of the settlements an auditor is given:
 * those of its own area, for a request that it signed. Uses the audit's replay, the genesis and
 * files.
 */
package io.wattmesh.cluster.disclosure;
