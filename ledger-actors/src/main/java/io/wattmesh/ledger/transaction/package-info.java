/**
 * What enters the log: bid books, clearings and meter readings, each in an envelope signed by who
 * submits it, and the outcome that every validator records for it.
 */
package io.wattmesh.ledger.transaction;
