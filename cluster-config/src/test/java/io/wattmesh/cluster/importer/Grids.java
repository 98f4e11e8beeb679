package io.wattmesh.cluster.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.powsybl.commons.datasource.ReadOnlyDataSource;
import com.powsybl.iidm.network.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Grids of the tests. */
final class Grids {
  private Grids() {}

  static byte[] resource(String name) throws IOException {
    try (InputStream in = Grids.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  /** The text of one of the IEEE cases that PowSyBl ships, read as a user's file would be. */
  static byte[] ieeeText(int buses) throws IOException {
    return resource("/ieee" + buses + "cdf.txt");
  }

  static Network ieee(int buses) throws IOException {
    return GridFiles.network("ieee.cdf", Map.of("ieee.cdf", ieeeText(buses)));
  }

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  static byte[] zip(ReadOnlyDataSource source) throws IOException {
    var files = new java.util.TreeMap<String, byte[]>();
    for (String name : source.listNames(".*")) {
      try (InputStream in = source.newInputStream(name)) {
        files.put(name, in.readAllBytes());
      }
    }
    return zip(files);
  }
}
