package io.wattmesh.load.clearing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program as HiGHS solves it. */
final class HighsProgram {
  private static final double MILLIS = 1e3;

  /** Constants of HiGHS's C interface. */
  private static final int ROW_WISE = 2;

  private static final int TRIANGULAR = 1;
  private static final int MINIMISE = 1;
  private static final int OPTIMAL = 7;
  private static final int ERROR = -1;

  /**
   * An optimum.
   *
   * @param values of the columns
   * @param duals of the rows: how much the cost rises with the row's bound
   */
  // Arrays by intent: read once, compared never.
  @SuppressWarnings("ArrayRecordComponent")
  record Optimum(double[] values, double[] duals) {}

  /** Loaded when the first program is solved. */
  private static final class Loaded {
    static final HighsLibrary LIBRARY = HighsLibrary.load();
  }

  private HighsProgram() {}

  /**
   * @throws CentralSolver.NoOptimum if HiGHS cannot be loaded, or ends otherwise than at an optimum
   */
  static Optimum solve(LinearProgram program, Duration limit) {
    HighsLibrary library = library();
    MemorySegment highs = library.create();
    try (Arena arena = Arena.ofConfined()) {
      require(
          library.status("Highs_setBoolOptionValue", highs, arena.allocateFrom("output_flag"), 0));
      require(
          library.status(
              "Highs_setDoubleOptionValue",
              highs,
              arena.allocateFrom("time_limit"),
              limit.toMillis() / MILLIS));
      pass(program, library, highs, arena);
      require(library.status("Highs_run", highs));
      int status = library.status("Highs_getModelStatus", highs);
      if (status != OPTIMAL) {
        throw new CentralSolver.NoOptimum(
            "HiGHS ended with model status %d, not %d, having %d s"
                .formatted(status, OPTIMAL, limit.toSeconds()));
      }
      return optimum(program, library, highs, arena);
    } finally {
      library.destroy(highs);
    }
  }

  private static HighsLibrary library() {
    try {
      return Loaded.LIBRARY;
    } catch (ExceptionInInitializerError e) {
      throw new CentralSolver.NoOptimum(e.getCause().getMessage(), e);
    } catch (NoClassDefFoundError e) {
      throw new CentralSolver.NoOptimum("HiGHS could not be loaded before", e);
    }
  }

  private static void require(int status) {
    if (status == ERROR) {
      throw new CentralSolver.NoOptimum("HiGHS refuses the program");
    }
  }

  private static void pass(
      LinearProgram program, HighsLibrary library, MemorySegment highs, Arena arena) {
    List<LinearProgram.Column> columns = program.columns();
    List<LinearProgram.Row> rows = program.rows();
    int[] starts = new int[rows.size() + 1];
    List<Integer> indices = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int k = 0; k < rows.size(); k++) {
      starts[k] = indices.size();
      rows.get(k)
          .terms()
          .forEach(
              (column, value) -> {
                indices.add(column);
                values.add(value);
              });
    }
    starts[rows.size()] = indices.size();
    require(
        library.status(
            "Highs_passLp",
            highs,
            columns.size(),
            rows.size(),
            indices.size(),
            ROW_WISE,
            MINIMISE,
            0.0,
            doubles(arena, columns.stream().mapToDouble(LinearProgram.Column::cost).toArray()),
            doubles(arena, columns.stream().mapToDouble(LinearProgram.Column::lower).toArray()),
            doubles(arena, columns.stream().mapToDouble(LinearProgram.Column::upper).toArray()),
            doubles(arena, rows.stream().mapToDouble(LinearProgram.Row::lower).toArray()),
            doubles(arena, rows.stream().mapToDouble(LinearProgram.Row::upper).toArray()),
            ints(arena, starts),
            ints(arena, indices.stream().mapToInt(Integer::intValue).toArray()),
            doubles(arena, values.stream().mapToDouble(Double::doubleValue).toArray())));
    passCurvatures(columns, library, highs, arena);
  }

  /** The Hessian's diagonal, if anything is on it. */
  private static void passCurvatures(
      List<LinearProgram.Column> columns, HighsLibrary library, MemorySegment highs, Arena arena) {
    int[] starts = new int[columns.size() + 1];
    List<Integer> indices = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      starts[k] = indices.size();
      if (columns.get(k).curvature() > 0) {
        indices.add(k);
        values.add(columns.get(k).curvature());
      }
    }
    starts[columns.size()] = indices.size();
    if (indices.isEmpty()) {
      return;
    }
    require(
        library.status(
            "Highs_passHessian",
            highs,
            columns.size(),
            indices.size(),
            TRIANGULAR,
            ints(arena, starts),
            ints(arena, indices.stream().mapToInt(Integer::intValue).toArray()),
            doubles(arena, values.stream().mapToDouble(Double::doubleValue).toArray())));
  }

  private static Optimum optimum(
      LinearProgram program, HighsLibrary library, MemorySegment highs, Arena arena) {
    MemorySegment values = arena.allocate(ValueLayout.JAVA_DOUBLE, program.columns().size());
    MemorySegment reduced = arena.allocate(ValueLayout.JAVA_DOUBLE, program.columns().size());
    MemorySegment activities = arena.allocate(ValueLayout.JAVA_DOUBLE, program.rows().size());
    MemorySegment duals = arena.allocate(ValueLayout.JAVA_DOUBLE, program.rows().size());
    require(library.status("Highs_getSolution", highs, values, reduced, activities, duals));
    return new Optimum(
        values.toArray(ValueLayout.JAVA_DOUBLE), duals.toArray(ValueLayout.JAVA_DOUBLE));
  }

  private static MemorySegment doubles(Arena arena, double[] values) {
    return arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values);
  }

  private static MemorySegment ints(Arena arena, int[] values) {
    return arena.allocateFrom(ValueLayout.JAVA_INT, values);
  }
}
