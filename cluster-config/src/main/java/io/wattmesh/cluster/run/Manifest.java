package io.wattmesh.cluster.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.wattmesh.cluster.BuildInfo;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.proto.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run was made of and what it made, with the SHA-256 of every result file. */
final class Manifest {
  private static final String NAME = "manifest.json";

  private final ScenarioMarket market;
  private final RunFolder folder;

  Manifest(ScenarioMarket market, RunFolder folder) {
    this.market = market;
    this.folder = folder;
  }

  void write(ScenarioRun.Summary summary) throws IOException {
    var manifest = new LinkedHashMap<String, Object>();
    manifest.put("schemaVersion", 1);
    manifest.put("wattmesh", BuildInfo.version());
    manifest.put("jvm", System.getProperty("java.vm.version"));
    manifest.put("seed", summary.seed());
    manifest.put("chainId", summary.chainId());
    manifest.put("demoKeys", summary.demoKeys());
    manifest.put("stateRoot", summary.audit().stateRoot().hex());
    manifest.put("blocks", summary.audit().blocks());
    manifest.put("scenario", market.plan().scenario());
    manifest.put("sha256", hashes());
    var json =
        new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .registerModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(folder.root().resolve(NAME), json.writeValueAsString(manifest) + "\n");
  }

  private SortedMap<String, String> hashes() throws IOException {
    var hashes = new TreeMap<String, String>();
    try (var walk = Files.walk(folder.root())) {
      List<Path> files =
          walk.filter(Files::isRegularFile)
              .filter(path -> !path.startsWith(folder.state()))
              .filter(path -> !path.getFileName().toString().equals(NAME))
              .toList();
      for (Path file : files) {
        String name = folder.root().relativize(file).toString().replace('\\', '/');
        hashes.put(name, Sha256.of(Files.readAllBytes(file)).hex());
      }
    }
    return hashes;
  }
}
