package io.wattmesh.ledger.contract;

/**
 * What a cleared interval owes a participant for its bid.
 *
 * @param energyJoules injection positive
 * @param paymentMicros what settlement pays for it; negative if the participant pays
 * @param guaranteeMicros what not delivering any of it would cost
 */
public record Award(long energyJoules, long paymentMicros, long guaranteeMicros) {}
