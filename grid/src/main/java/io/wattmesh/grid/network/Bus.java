package io.wattmesh.grid.network;

/**
 * A bus.
 *
 * @param number the case's own bus number
 * @param type its type in the case
 * @param demandMw fixed active load in MW
 * @param shuntMw active power drawn by the shunt conductance at nominal voltage (Gs) in MW
 */
public record Bus(int number, BusType type, double demandMw, double shuntMw) {
  /** What the bus withdraws whatever the price, in MW; nothing if it is isolated. */
  public double fixedWithdrawalMw() {
    return type == BusType.ISOLATED ? 0 : demandMw + shuntMw;
  }
}
