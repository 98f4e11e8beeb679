/**
 * A node among others: it carries some of the market's roles in real time, is told the ledger's
 * news by validators wherever they are and tells them to the roles on it, and wakes its share of
 * each role. Nodes of one cluster trust each other's messages; what matters is signed.
 */
package io.wattmesh.cluster.member;
