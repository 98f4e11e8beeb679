package io.wattmesh.cluster.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.node.StatusBoard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the process that runs a folder says of its validators. */
public final class RunStatus {
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  private final String text;
  private final JsonNode json;

  private RunStatus(String text, JsonNode json) {
    this.text = text;
    this.json = json;
  }

  /** The status file of a run's folder. */
  public static Path file(Path root) {
    return root.resolve("state").resolve("status.json");
  }

  /**
   * Reads the status of a run's folder.
   *
   * @return nothing if no process runs it
   */
  public static Optional<RunStatus> read(Path root) throws IOException {
    Path file = file(root);
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserErrorException(
            "%s has more than %d bytes and is no status.".formatted(file, MAX_BYTES));
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    JsonNode json = new ObjectMapper().readTree(text);
    if (json.path("schemaVersion").asInt() != StatusBoard.SCHEMA_VERSION) {
      throw new UserErrorException(
          "%s has schema version %s, this reads %d. Use the version that runs it."
              .formatted(file, json.path("schemaVersion"), StatusBoard.SCHEMA_VERSION));
    }
    return isAlive(json) ? Optional.of(new RunStatus(text, json)) : Optional.empty();
  }

  /** A process number is used again, but hardly with the same start. */
  private static boolean isAlive(JsonNode json) {
    return ProcessHandle.of(json.path("pid").asLong())
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L)
                    == json.path("processStartedMillis").asLong())
        .isPresent();
  }

  /** The file as it is. */
  public String json() {
    return text;
  }

  /** The same for people. */
  public void print(PrintWriter out) {
    out.printf(
        "process %d, chain %.12s, %s%n",
        json.path("pid").asLong(),
        json.path("chainId").asText(),
        Instant.ofEpochMilli(json.path("writtenMillis").asLong()));
    out.printf("epoch %s: %s%n", json.path("epoch").asText(), members(json.path("members")));
    String row = "%-16s %8s %-16s %8s %8s %8s %8s  %s%n";
    out.printf(row, "validator", "round", "leader", "voted", "high QC", "high TC", "height", "");
    for (JsonNode validator : json.path("validators")) {
      out.printf(
          row,
          validator.path("validator").asText(),
          validator.path("round").asText(),
          validator.path("leader").asText(),
          validator.path("lastVotedRound").asText(),
          validator.path("highQcRound").asText(),
          validator.path("highTcRound").asText(),
          validator.path("committedHeight").asText(),
          state(validator));
    }
    for (JsonNode validator : json.path("validators")) {
      details(validator).ifPresent(line -> out.println(line));
    }
  }

  private static String members(JsonNode members) {
    List<String> words = new ArrayList<>();
    members.forEach(
        member ->
            words.add(
                "%s (%s)"
                    .formatted(member.path("validator").asText(), member.path("power").asText())));
    return String.join(", ", words);
  }

  private static String state(JsonNode validator) {
    if (validator.path("halted").asBoolean()) {
      return "halted";
    }
    String present =
        validator.path("observes").asBoolean()
            ? "observes epoch " + validator.path("epoch").asText() + ", "
            : "";
    return present + waiting(validator);
  }

  private static String waiting(JsonNode validator) {
    return validator.path("waiting").asBoolean()
        ? "waits for " + words(validator.path("missing"))
        : "idle";
  }

  private static Optional<String> details(JsonNode validator) {
    var parts = new ArrayList<String>();
    JsonNode failed = validator.path("lastFailed");
    if (failed.isObject()) {
      parts.add(
          "round %s of %s failed, %s, silent: %s"
              .formatted(
                  failed.path("round").asText(),
                  failed.path("leader").asText(),
                  failed.path("votedHere").asBoolean()
                      ? "after a vote here"
                      : "without a vote here",
                  words(failed.path("silent"))));
    }
    for (Map.Entry<String, JsonNode> refusal : validator.path("refusals").properties()) {
      parts.add("%s %s".formatted(refusal.getKey(), refusal.getValue().asText()));
    }
    JsonNode lack = validator.path("lack");
    if (lack.isObject()) {
      parts.add("stays behind: " + lack.path("what").asText());
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(validator.path("validator").asText() + ": " + String.join("; ", parts));
  }

  private static String words(JsonNode names) {
    List<String> words = new ArrayList<>();
    names.forEach(name -> words.add(name.asText()));
    return words.isEmpty() ? "nobody" : String.join(", ", words);
  }
}
