/**
 * Personal data beside the ledger: a record with its salt, the commitment to it that the ledger
 * keeps, and how an auditor asks for the records of its area. Uses codec, crypto and model.
 */
package io.wattmesh.proto.privacy;
