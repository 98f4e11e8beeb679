package io.wattmesh.load.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LogBenchmarkTest {
  @Test
  void what_clients_submit_is_decided_by_four_validators_over_tcp_and_counted() {
    LogRow row;
    try (var benchmark = new LogBenchmark(4, 300, 1_500, 1_000)) {
      row = benchmark.measure("4 of 4", StoreKind.ROCKSDB, true, Load.closed(5, 100), Set.of());
    }

    assertThat(row.operations()).isPositive();
    assertThat(row.failed()).isZero();
    assertThat(row.dropped()).isZero();
    assertThat(row.p99Millis()).isGreaterThanOrEqualTo(row.p50Millis()).isPositive();
    assertThat(row.clientCpuMillisPerOperation())
        .isPositive()
        .isLessThan(row.cpuMillisPerOperation());
    assertThat(row.bytesPerOperation()).as("each validator gets each transfer").isGreaterThan(800);
  }

  @Test
  void a_votes_row_is_timed_in_the_stores_that_are_asked_for() {
    var out = new StringWriter();
    CommandLine command = LogBenchmarkCommand.commandLine().setOut(new PrintWriter(out, true));
    assertThat(command.execute("--parts", "rows", "--stores", "memory,rocksdb", "--quick"))
        .isZero();
    assertThat(out.toString()).contains("| memory | 500 |", "| rocksdb synced | 500 |");
  }

  @Test
  void messages_are_counted_beside_pbft_and_wrong_options_are_named() {
    var out = new StringWriter();
    CommandLine command = LogBenchmarkCommand.commandLine().setOut(new PrintWriter(out, true));
    assertThat(command.execute("--parts", "messages")).isZero();
    assertThat(out.toString()).contains("| 4 |", "| 31 |", "1860").doesNotContain("operations/s");

    var err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute("--clients", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--clients [0]", "1 to 10,000 clients");
    assertThat(command.execute("--parts", "none")).isEqualTo(2);
  }
}
