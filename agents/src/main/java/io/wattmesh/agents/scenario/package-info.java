/**
 * Scenario files: what a market is made of, read from YAML with errors that say where and why, and
 * expanded by a seeded rule into one deterministic list of participants. Reads class-path resources
 * and the file that it is given, nothing else.
 */
package io.wattmesh.agents.scenario;
