package io.wattmesh.cluster.clear;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.market.clearing.ClearingFigures;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A clearing's way to its end as CSV: for each ADMM round the residual, for each interior-point
 * iteration the mean gap, of each region and of all together. The columns are in docs/formats.md.
 */
public final class TraceFile {
  private static final String HEADER =
      "interval,phase,round,region,residual_sqrt_pu_usd_per_mwh,mean_gap_pu_usd_per_mwh";
  private static final String LINE_END = "\r\n";
  private static final String ALL = "all";

  private TraceFile() {}

  /**
   * @throws UserErrorException if the file cannot be written
   */
  public static void write(Path file, ClearingFigures figures) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(HEADER + LINE_END);
      for (int k = 0; k < figures.trace().roundResiduals().length; k++) {
        writeStep(out, figures, "admm", k);
      }
      for (int k = 0; k < figures.trace().meanGaps().length; k++) {
        writeStep(out, figures, "interior-point", k);
      }
    } catch (IOException e) {
      throw new UserErrorException("--trace %s cannot be written: %s".formatted(file, e), e);
    }
  }

  private static void writeStep(BufferedWriter out, ClearingFigures figures, String phase, int k)
      throws IOException {
    boolean rounds = phase.equals("admm");
    writeRow(out, figures.interval(), phase, k, ALL, values(figures.trace(), rounds));
    for (var region : figures.regionTraces().entrySet()) {
      double[] values = values(region.getValue(), rounds);
      writeRow(out, figures.interval(), phase, k, region.getKey().toString(), values);
    }
  }

  private static double[] values(ResidualTrace trace, boolean rounds) {
    return rounds ? trace.roundResiduals() : trace.meanGaps();
  }

  /** A region that tells less than the root has an empty field. */
  private static void writeRow(
      BufferedWriter out, long interval, String phase, int k, String region, double[] values)
      throws IOException {
    String value = k < values.length ? Double.toString(values[k]) : "";
    String pair = phase.equals("admm") ? value + "," : "," + value;
    out.write("%d,%s,%d,%s,%s".formatted(interval, phase, k + 1, region, pair) + LINE_END);
  }
}
