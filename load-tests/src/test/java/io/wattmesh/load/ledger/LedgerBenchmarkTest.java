package io.wattmesh.load.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LedgerBenchmarkTest {
  @Test
  void every_kind_of_call_is_accepted_an_interval_is_settled_and_a_state_has_its_bytes() {
    var out = new StringWriter();
    CommandLine command =
        LedgerBenchmarkCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(new StringWriter(), true));

    int code =
        command.execute(
            "--accounts", "600", "--block", "50", "--seconds", "0.05", "--grid", "case3_market");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("payment-token transfer", "energy-trade settle", "| tree updates, 100 together")
        .doesNotContain("1,000 together")
        .contains("| participants settled | 600 |", "600 accounts: ");
  }

  @Test
  void wrong_options_are_named() {
    var err = new StringWriter();
    CommandLine command = LedgerBenchmarkCommand.commandLine().setErr(new PrintWriter(err, true));

    assertThat(command.execute("--accounts", "100", "--block", "51")).isEqualTo(2);
    assertThat(err.toString()).contains("--accounts 100", "--block 51", "at least two for each");
  }
}
