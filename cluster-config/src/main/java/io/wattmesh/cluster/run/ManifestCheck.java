package io.wattmesh.cluster.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.proto.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Holds a run's result files against the hashes in its manifest. */
public final class ManifestCheck {
  private ManifestCheck() {}

  /**
   * @return how many files were compared; 0 if the folder has no manifest
   * @throws AuditFailedException if a file is missing, or differs
   */
  public static int check(Path folder) throws IOException {
    Path manifest = folder.resolve("manifest.json");
    if (!Files.exists(manifest)) {
      return 0;
    }
    JsonNode hashes;
    try {
      hashes = new ObjectMapper().readTree(Files.readAllBytes(manifest)).path("sha256");
    } catch (JsonProcessingException e) {
      throw new AuditFailedException("manifest.json is not JSON: " + e.getOriginalMessage(), e);
    }
    int files = 0;
    for (Map.Entry<String, JsonNode> entry : hashes.properties()) {
      Path file = folder.resolve(entry.getKey()).normalize();
      if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
        throw new AuditFailedException(entry.getKey() + ": the manifest names it, it is not there");
      }
      if (!Sha256.of(Files.readAllBytes(file)).hex().equals(entry.getValue().asText())) {
        throw new AuditFailedException(entry.getKey() + ": it differs from the manifest's hash");
      }
      files++;
    }
    return files;
  }
}
