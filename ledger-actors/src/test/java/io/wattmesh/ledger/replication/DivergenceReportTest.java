package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.replica.Divergence;
import io.wattmesh.ledger.store.NoteFile;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceReportTest {
  private static final ParticipantId THREE = new ParticipantId("validator-3");
  private static final SparseTree BEFORE =
      SparseTree.EMPTY.put(new byte[] {1}, new byte[] {1}).put(new byte[] {2}, new byte[] {2});
  private static final SparseTree AFTER =
      BEFORE.put(new byte[] {2}, new byte[] {3}).put(new byte[] {(byte) 0xab}, new byte[] {4});
  private static final ExecutionRoots OWN = new ExecutionRoots(AFTER.root(), Hash.ZERO);
  private static final ExecutionRoots CERTIFIED = new ExecutionRoots(BEFORE.root(), Hash.ZERO);

  @TempDir private Path folder;

  private static Divergence divergence(Optional<String> prefix) {
    return new Divergence(
        77, Hash.ZERO, OWN, CERTIFIED, Optional.of(BEFORE), Optional.of(AFTER), prefix);
  }

  @Test
  void the_note_has_height_both_roots_and_the_keys_that_the_block_wrote_here() throws IOException {
    Path file = folder.resolve("divergence.json");
    NoteFile.write(file, DivergenceReport.json(THREE, divergence(Optional.empty())));
    String note = Files.readString(file);
    assertThat(note)
        .contains(
            "\"validator\": \"validator-3\"", "\"height\": 77", "\"firstDifferingKeyHashes\": null")
        .contains("\"own\": { \"stateRoot\": \"" + AFTER.root())
        .contains("\"certified\": { \"stateRoot\": \"" + BEFORE.root())
        .containsPattern("\"keysWrittenByTheBlock\": \\[(\"02\", \"ab\"|\"ab\", \"02\")\\]");
  }

  @Test
  void the_note_is_replaced_when_the_first_differing_keys_are_known() throws IOException {
    Path file = folder.resolve("divergence.json");
    NoteFile.write(file, DivergenceReport.json(THREE, divergence(Optional.empty())));
    NoteFile.write(file, DivergenceReport.json(THREE, divergence(Optional.of("0110"))));
    assertThat(Files.readString(file)).contains("\"firstDifferingKeyHashes\": \"0110\"");
    assertThat(folder.toFile().list()).containsExactly("divergence.json");
  }
}
