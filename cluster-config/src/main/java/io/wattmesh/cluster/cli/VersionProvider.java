package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** The version, and the JVM that runs it. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "wattmesh " + BuildInfo.version(),
      "JVM "
          + System.getProperty("java.vm.version")
          + " ("
          + System.getProperty("java.vendor")
          + ")"
    };
  }
}
