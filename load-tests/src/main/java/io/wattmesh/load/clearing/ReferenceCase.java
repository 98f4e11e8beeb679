package io.wattmesh.load.clearing;

import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A shipped reference grid by the name that the table gives it.
 *
 * @param angleLimitDegrees in place of the file's own angle limits
 */
record ReferenceCase(String name, String file, OptionalDouble angleLimitDegrees) {
  /** All that the table has, the smallest first. */
  static final List<ReferenceCase> ALL =
      List.of(
          of("case3_lmbd", "pglib_opf_case3_lmbd"),
          of("5_pjm", "pglib_opf_case5_pjm"),
          of("14", "pglib_opf_case14_ieee"),
          of("14api", "pglib_opf_case14_ieee__api"),
          of("30", "pglib_opf_case30_ieee"),
          of("57", "pglib_opf_case57_ieee"),
          of("118", "pglib_opf_case118_ieee"),
          of("300", "pglib_opf_case300_ieee"),
          of("1354_pegase", "pglib_opf_case1354_pegase"),
          of("2383wp", "pglib_opf_case2383wp_k"),
          // The shipped file is the variant of small angle differences; its own limits leave no
          // dispatch that serves the loads of the case as others measure it.
          new ReferenceCase(
              "9241_pegase", "pglib_opf_case9241_pegase__sad", OptionalDouble.of(30)));

  private static ReferenceCase of(String name, String file) {
    return new ReferenceCase(name, file, OptionalDouble.empty());
  }

  static List<String> names() {
    return ALL.stream().map(ReferenceCase::name).toList();
  }

  static Optional<ReferenceCase> named(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).findFirst();
  }

  Network read(DcModel dcModel) {
    return CaseFiles.read(file, dcModel, Optional.empty(), angleLimitDegrees).network();
  }
}
