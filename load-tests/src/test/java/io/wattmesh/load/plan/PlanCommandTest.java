package io.wattmesh.load.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.LoadExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int plan(String... arguments) {
    var all = new String[arguments.length + 1];
    all[0] = "plan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new CommandLine(new LoadExtension().command())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  private JsonNode json(String... arguments) throws Exception {
    out.getBuffer().setLength(0);
    assertThat(plan(arguments)).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void ten_times_the_devices_need_ten_times_the_processors_and_bytes() throws Exception {
    JsonNode ten = json("--devices", "10000000", "--buses", "5000", "--json");
    JsonNode hundred = json("--devices", "100000000", "--buses", "5000", "--json");

    double cores = hundred.at("/cores/platform").doubleValue();
    assertThat(cores / ten.at("/cores/platform").doubleValue()).isBetween(9.5, 10.1);
    double bytes = hundred.at("/bytes/cassandraAnInterval").doubleValue();
    assertThat(bytes / ten.at("/bytes/cassandraAnInterval").doubleValue()).isBetween(9.9, 10.1);
  }

  @Test
  void what_suffices_for_fewest_comes_first_and_each_point_is_beside_its_model() throws Exception {
    JsonNode json = json("--devices", "1000000", "--json");

    double before = 0;
    for (JsonNode limit : json.get("limits")) {
      double devices = limit.get("devicesAtMost").doubleValue();
      assertThat(devices).isGreaterThanOrEqualTo(before);
      before = devices;
    }
    assertThat(json.get("fits")).hasSameSizeAs(json.get("simulationOfPoints"));
    for (JsonNode fit : json.get("fits")) {
      assertThat(Math.abs(fit.at("/total/percent").doubleValue())).isLessThan(50);
    }
  }

  @Test
  void a_file_that_is_no_run_is_an_error(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("results.json"), "{}");

    assertThat(plan("--devices", "1000", "--points", file.toString())).isNotZero();
    assertThat(err.toString()).contains("no results.json");
  }

  @Test
  void no_devices_are_an_error() {
    assertThat(plan("--devices", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("must be 1 or more");
  }
}
