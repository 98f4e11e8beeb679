package io.wattmesh.grid.clearing.model;

/** A point of a region's KKT system: the variables that a clearing method moves. */
public final class KktPoint {
  /** Angle of each bus, own and far, in radians. */
  public final double[] angle;

  /** LMP of each bus, own and far, in $/MWh. */
  public final double[] price;

  /** Net injection of each own bus, per unit. */
  public final double[] injection;

  /** Net dual of each line's limits, $/MWh. */
  public final double[] lineDual;

  /** The zero point of a region. */
  public KktPoint(RegionModel model) {
    angle = new double[model.all];
    price = new double[model.all];
    injection = new double[model.own];
    lineDual = new double[model.lines];
  }

  /** Takes over all values of another point of the same region. */
  public void copyFrom(KktPoint other) {
    System.arraycopy(other.angle, 0, angle, 0, angle.length);
    System.arraycopy(other.price, 0, price, 0, price.length);
    System.arraycopy(other.injection, 0, injection, 0, injection.length);
    System.arraycopy(other.lineDual, 0, lineDual, 0, lineDual.length);
  }
}
