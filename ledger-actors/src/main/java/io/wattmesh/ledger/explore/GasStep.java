package io.wattmesh.ledger.explore;

import java.util.Objects;

/**
 * One charged step of a call.
 *
 * @param step what kind of step, in words
 * @param subject what it was done to; empty if it needs no name
 */
public record GasStep(String step, String subject, long gas) {
  public GasStep {
    Objects.requireNonNull(step);
    Objects.requireNonNull(subject);
  }
}
