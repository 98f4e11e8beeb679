package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.replica.Divergence;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeEntry;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a validator writes down when its state is not the certified one: as JSON, for the operator
 * who looks into it.
 */
public final class DivergenceReport {
  private static final int MAX_KEYS = 1_000;

  private DivergenceReport() {}

  public static String json(ParticipantId validator, Divergence divergence) {
    List<String> written =
        divergence
            .before()
            .flatMap(before -> divergence.after().map(after -> written(before, after)))
            .orElse(List.of());
    return """
        {
          "schemaVersion": 1,
          "validator": %s,
          "height": %d,
          "blockId": "%s",
          "own": %s,
          "certified": %s,
          "firstDifferingKeyHashes": %s,
          "keysWrittenByTheBlock": [%s]
        }
        """
        .formatted(
            text(validator.value()),
            divergence.height(),
            divergence.blockId(),
            roots(divergence.own()),
            roots(divergence.certified()),
            divergence.keyPrefix().map(DivergenceReport::text).orElse("null"),
            written.stream().map(DivergenceReport::text).collect(Collectors.joining(", ")));
  }

  private static String roots(ExecutionRoots roots) {
    return "{ \"stateRoot\": \"%s\", \"outcomesRoot\": \"%s\" }"
        .formatted(roots.stateRoot(), roots.outcomesRoot());
  }

  private static String text(String plain) {
    return "\"" + plain + "\"";
  }

  /** The keys, in hexadecimal digits, that the block put, changed or took away here. */
  private static List<String> written(SparseTree before, SparseTree after) {
    var keys = new ArrayList<String>();
    SparseTree.forEachDifference(
        before,
        after,
        (one, other) -> {
          Optional<TreeEntry> entry = one.or(() -> other);
          if (keys.size() < MAX_KEYS) {
            keys.add(HexFormat.of().formatHex(entry.orElseThrow().key()));
          }
        });
    return keys;
  }
}
