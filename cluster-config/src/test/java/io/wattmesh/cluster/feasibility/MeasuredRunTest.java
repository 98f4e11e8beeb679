package io.wattmesh.cluster.feasibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.Sha256;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of folders written by hand; FeasibilityCommandTest reads what a run has written. */
@Tag("seed-39")
class MeasuredRunTest {
  private static final String COLUMNS = "interval,void,finality_seconds,standing_bids\r\n";

  @TempDir private Path folder;

  private void write(String rows, String... measured) throws IOException {
    byte[] table = (COLUMNS + rows).getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("intervals.csv"), table);
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"sha256\":{\"intervals.csv\":\"%s\"}}".formatted(Sha256.of(table).hex()));
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve("state/measured.jsonl"), String.join("\n", measured));
  }

  @Test
  void anIntervalsTimeAndItsBidsOverBiddingAndClearingAreTheSamples() throws IOException {
    write(
        "0,false,2.5004,100\r\n1,true,0.5,30\r\n2,false,1.0,50\r\n",
        "{\"interval\":0,\"biddingSeconds\":7.5}",
        "{\"interval\":1,\"biddingSeconds\":0.5}",
        "{\"interval\":2,\"biddingSeconds\":1.0}");

    MeasuredRun run = MeasuredRun.read(folder);

    assertThat(run.latency().bestFirst()).containsExactly(bd("0.500"), bd("1.000"), bd("2.501"));
    assertThat(run.throughput().orElseThrow().bestFirst())
        .containsExactly(bd("30.000"), bd("25.000"), bd("9.999"));
    assertThat(run.voided()).isOne();
  }

  private static BigDecimal bd(String text) {
    return new BigDecimal(text);
  }

  @Test
  void whatWasNotMeasuredIsLeftOutAndNotTakenForZero() throws IOException {
    write(
        "0,false,,100\r\n1,false,1.5,100\r\n2,false,2.5,0\r\n",
        "{\"interval\":1,\"biddingSeconds\":0.0}",
        "{\"interval\":2,\"biddingSeconds\":1.0}",
        "{\"interval\":0,\"biddingSec");

    MeasuredRun run = MeasuredRun.read(folder);

    assertThat(run.latency().bestFirst()).containsExactly(bd("1.500"), bd("2.500"));
    assertThat(run.throughput()).isEmpty();
  }

  @Test
  void aChangedTableIsRefused() throws IOException {
    write("0,false,2.5,100\r\n");
    Files.writeString(folder.resolve("intervals.csv"), COLUMNS + "0,false,0.5,100\r\n");
    refused("changed after the run");
  }

  @Test
  void aFolderThatIsNoFinishedRunIsNamed() {
    refused("no finished run");
  }

  @Test
  void aRunThatMeasuredNothingIsNamed() throws IOException {
    write("0,false,,100\r\n");
    refused("measured no interval");
  }

  @Test
  void malformedFieldsAreNamedWithTheirLine() throws IOException {
    write("0,false,2.5,100\r\n1,false,soon,100\r\n");
    refused("line 3 can't be read");
    write("0,false,%s,100\r\n".formatted("9".repeat(1_000)));
    refused("has 1000 characters");
    write("0,false,-1,100\r\n");
    refused("is -1; give 0 or more");
    write("0,false\r\n");
    refused("line 2 can't be read");
    write("0,false,2.5,100\r\n", "{\"interval\":0,\"biddingSeconds\":-3}");
    refused("is -3; give 0 or more");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> MeasuredRun.read(folder))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(why);
  }
}
