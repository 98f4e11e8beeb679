package io.wattmesh.consensus.sim;

import java.util.Optional;

/**
 * What a scenario led to.
 *
 * @param events how many events it took
 * @param commits the highest height committed by an honest validator
 * @param rounds the highest round of an honest validator
 * @param roundsToAgree how many rounds after healing it took until all had committed everything
 * @param millisToAgree how much virtual time after healing
 * @param traceHash SHA-256 of everything that happened; the same seed gives the same
 * @param violation the invariant that broke, and the options and the time that it did; none if all
 *     held
 */
public record SimulationResult(
    long seed,
    int validators,
    long events,
    long commits,
    long rounds,
    long roundsToAgree,
    long millisToAgree,
    String traceHash,
    Optional<String> violation) {}
