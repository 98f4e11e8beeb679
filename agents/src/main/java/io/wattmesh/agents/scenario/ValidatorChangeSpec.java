package io.wattmesh.agents.scenario;

import java.util.List;

/**
 * A change of the validators that an operator wants.
 *
 * @param where its place in the scenario file
 * @param interval the change is handed in when bidding for this interval begins
 * @param words what it changes, for people
 * @param seats who keeps the ledger from then on, by name
 */
public record ValidatorChangeSpec(
    String where, int interval, String words, List<ValidatorSeat> seats) {
  public ValidatorChangeSpec {
    seats = List.copyOf(seats);
  }
}
