package io.wattmesh.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What the build wrote about itself. */
public final class BuildInfo {
  private BuildInfo() {}

  /** The project's version, with the commit that the launcher found. */
  public static String version() {
    String commit = System.getenv().getOrDefault("WATTMESH_COMMIT", "unknown");
    try (InputStream in = BuildInfo.class.getResourceAsStream("/wattmesh-version.properties")) {
      var properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development") + " (commit " + commit + ")";
    } catch (IOException e) {
      return "development (commit " + commit + ")";
    }
  }
}
