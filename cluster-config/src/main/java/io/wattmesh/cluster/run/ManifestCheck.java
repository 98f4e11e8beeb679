package io.wattmesh.cluster.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.AuditReport;
import io.wattmesh.proto.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Holds a run's manifest against its ledger, and the result files against the manifest's hashes.
 */
public final class ManifestCheck {
  private ManifestCheck() {}

  /**
   * @return how many files were compared; 0 if the folder has no manifest
   * @throws AuditFailedException if the manifest is of another ledger, or a file is missing or
   *     differs
   */
  public static int check(Path folder, AuditReport audit) throws IOException {
    Path manifest = folder.resolve("manifest.json");
    if (!Files.exists(manifest)) {
      return 0;
    }
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readAllBytes(manifest));
    } catch (JsonProcessingException e) {
      throw new AuditFailedException("manifest.json is not JSON: " + e.getOriginalMessage(), e);
    }
    requireSame(root, "chainId", audit.chainId().hex());
    requireSame(root, "stateRoot", audit.stateRoot().hex());
    requireSame(root, "blocks", Long.toString(audit.blocks()));
    JsonNode hashes = root.path("sha256");
    if (!hashes.isObject() || hashes.isEmpty()) {
      throw new AuditFailedException("manifest.json has no hashes (sha256)");
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

  private static void requireSame(JsonNode manifest, String key, String audited) {
    String found = manifest.path(key).asText();
    if (!found.equals(audited)) {
      throw new AuditFailedException(
          "manifest.json: %s is \"%s\", the ledger's is %s".formatted(key, found, audited));
    }
  }
}
