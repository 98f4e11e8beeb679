package io.wattmesh.grid.clearing.model;

/**
 * How injections and line duals answer to a step in prices and angles, at the present point.
 *
 * <p>For own bus i: step in injection = response(i) * step in price + injectionShift(i). For line
 * l: step in dual = stiffness(l) * step in flow + dualShift(l). Both response and stiffness are not
 * negative. Eliminating them leaves equations in angles and prices alone.
 */
public final class Linearisation {
  /** Per unit per $/MWh, one an own bus. */
  public final double[] response;

  /** Per unit, one an own bus. */
  public final double[] injectionShift;

  /** $/MWh per unit of flow, one a line. */
  public final double[] stiffness;

  /** $/MWh, one a line. */
  public final double[] dualShift;

  /** All zero. */
  public Linearisation(RegionModel model) {
    response = new double[model.own];
    injectionShift = new double[model.own];
    stiffness = new double[model.lines];
    dualShift = new double[model.lines];
  }
}
