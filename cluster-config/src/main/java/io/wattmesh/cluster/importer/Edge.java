package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.PhaseTapChanger;
import com.powsybl.iidm.network.RatioTapChanger;
import com.powsybl.iidm.network.TapChangerStep;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.DcModel;
import java.util.function.ToIntFunction;

/**
 * A line, transformer or leg of one between two nodes, before buses are numbered.
 *
 * @param from key of a node
 * @param resistanceOhm seen from the to side, as PowSyBl keeps it
 * @param reactanceOhm seen from the to side
 * @param fromKilovolt nominal voltage
 * @param toKilovolt nominal voltage
 * @param ratio voltage ratio from the from to the to side in kV/kV; of a line 1
 * @param shiftRad angle by which the flow f = b (theta_from - theta_to - shift) is shifted
 * @param limitMw may be infinite
 */
record Edge(
    String id,
    String from,
    String to,
    double resistanceOhm,
    double reactanceOhm,
    double fromKilovolt,
    double toKilovolt,
    double ratio,
    boolean isLine,
    double shiftRad,
    double limitMw) {
  /** OpenLoadFlow's threshold, per unit of 100 MVA. */
  private static final double NO_IMPEDANCE = 1e-8;

  private static final double BASE_MVA = 100;

  static Edge line(String id, String[] ends, double[] ohm, double[] kilovolt, double limitMw) {
    return new Edge(
        id, ends[0], ends[1], ohm[0], ohm[1], kilovolt[0], kilovolt[1], 1, true, 0, limitMw);
  }

  /** A transformer's winding pair at the taps' present positions; either changer may be null. */
  static Edge winding(
      String id,
      String[] ends,
      double[] ohm,
      double[] kilovolt,
      double ratedRatio,
      RatioTapChanger ratioTaps,
      PhaseTapChanger phaseTaps,
      double limitMw) {
    double r = ohm[0];
    double x = ohm[1];
    double ratio = ratedRatio;
    double shift = 0;
    if (ratioTaps != null) {
      TapChangerStep<?> step = ratioTaps.getCurrentStep();
      r *= 1 + step.getR() / 100;
      x *= 1 + step.getX() / 100;
      ratio *= step.getRho();
    }
    if (phaseTaps != null) {
      r *= 1 + phaseTaps.getCurrentStep().getR() / 100;
      x *= 1 + phaseTaps.getCurrentStep().getX() / 100;
      ratio *= phaseTaps.getCurrentStep().getRho();
      // PowSyBl adds alpha to the from side's angle.
      shift = -Math.toRadians(phaseTaps.getCurrentStep().getAlpha());
    }
    return new Edge(
        id, ends[0], ends[1], r, x, kilovolt[0], kilovolt[1], ratio, false, shift, limitMw);
  }

  /** Whether it only joins its two nodes, as a closed switch does. */
  boolean isJumper() {
    double perUnit = Math.hypot(resistanceOhm, reactanceOhm) * BASE_MVA / (toKilovolt * toKilovolt);
    return perUnit < NO_IMPEDANCE && shiftRad == 0;
  }

  /**
   * @throws GridImportException if it has no reactance
   */
  Branch branch(int row, DcModel model, ToIntFunction<String> number) {
    if (Math.abs(reactanceOhm) * BASE_MVA / (toKilovolt * toKilovolt) < NO_IMPEDANCE) {
      throw new GridImportException(
          "branch %s: reactance %s ohm: a branch of the DC model needs a reactance (one without any"
                  .formatted(id, reactanceOhm)
              + " impedance and shift joins its buses); give it one, or replace it by a switch");
    }
    boolean matpower = model == DcModel.MATPOWER;
    return new Branch(
        row,
        number.applyAsInt(from),
        number.applyAsInt(to),
        matpower ? tapped() : series(),
        matpower ? shiftRad : 0,
        -limitMw,
        limitMw,
        true);
  }

  /** 1 / (x tap) in MW per radian: kV times kV over ohm. */
  private double tapped() {
    return ratio * fromKilovolt * toKilovolt / reactanceOhm;
  }

  /** x / (r^2 + x^2), without the ratio. */
  private double series() {
    double squareKilovolt = (isLine ? fromKilovolt : toKilovolt) * toKilovolt;
    return squareKilovolt
        * reactanceOhm
        / (resistanceOhm * resistanceOhm + reactanceOhm * reactanceOhm);
  }
}
