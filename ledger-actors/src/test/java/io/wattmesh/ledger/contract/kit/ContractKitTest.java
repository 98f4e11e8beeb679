package io.wattmesh.ledger.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.module.Contracts;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ContractKitTest {
  private final ContractKit kit = new ContractKit(new Pledge(), "anna", "bert");

  private static byte[] to(String name, long micros) {
    return new CanonicalWriter().text(name).i64(micros).toByteArray();
  }

  private static byte[] to(String name) {
    return new CanonicalWriter().text(name).toByteArray();
  }

  @Test
  void a_call_shows_what_it_gave_told_and_left() {
    CallRun run = kit.call("anna", "promise", to("bert", 700));

    assertThat(run.accepted()).isTrue();
    assertThat(CanonicalReader.readAll(run.result(), CanonicalReader::i64)).isEqualTo(700);
    assertThat(run.events())
        .containsExactly(new ContractEvent("pledge", "promised", List.of("anna", "bert", "700")));
    assertThat(kit.read("owed/anna/bert")).isPresent();
    assertThat(kit.call("anna", "pay", to("bert")).accepted()).isTrue();
    assertThat(kit.read("owed/anna/bert")).isEmpty();
    assertThat(kit.account("anna").balanceMicros()).isEqualTo(ContractKit.TOKENS_MICROS - 700);
    assertThat(kit.account("bert").balanceMicros()).isEqualTo(ContractKit.TOKENS_MICROS + 700);
    assertThat(kit.call("anna", "pay", to("nobody")).code()).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void the_gas_of_each_step_adds_up_to_what_the_call_uses() {
    List<Long> steps = kit.gasSteps("anna", "promise", to("bert", 700));
    assertThat(steps).containsExactly(3_000L, 2L, 1L, 1L, 1L, 1L, 500L, 4L);
    assertThat(steps.stream().mapToLong(Long::longValue).sum())
        .isEqualTo(kit.call("anna", "promise", to("bert", 700)).gasUsed());
    assertThat(kit.read("owed/anna/bert")).as("trying it left nothing").isPresent();
  }

  @Test
  @Tag("seed-27")
  void the_seeds_settlement_takes_the_steps_that_its_gas_is_made_of() {
    Contract energyTrade = Contracts.find(Trade.CONTRACT, 1).orElseThrow();
    var trades = new ContractKit(energyTrade, "anna", "bert");
    var terms =
        new Trade(
            new ParticipantId("anna"),
            new ParticipantId("bert"),
            trades.nextNonce(),
            18_000_000,
            200_000_000);
    byte[] signed = trades.sign(MessageType.TRADE, "bert", terms.toBytes()).toBytes();
    assertThat(trades.call("anna", Trade.AGREE, signed).accepted()).isTrue();
    byte[] named = new SettleTrade(terms.buyer(), terms.nonce()).toBytes();
    List<Long> steps = trades.gasSteps("anna", Trade.SETTLE, named);
    assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(4_524);
    assertThat(steps.stream().filter(gas -> gas == 500)).hasSize(3);
    CallRun settled = trades.call("bert", Trade.SETTLE, named);
    assertThat(settled.gasUsed()).isEqualTo(4_524);
    assertThat(trades.account("anna").balanceMicros())
        .isEqualTo(ContractKit.TOKENS_MICROS - 1_010_000);
  }

  @Test
  void what_is_refused_leaves_nothing_and_has_no_steps_to_show() {
    CallRun run = kit.call("anna", "give", to("bert"));
    assertThat(run.code()).isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(run.events()).isEmpty();
    assertThat(kit.call("anna", "promise", new byte[3]).code())
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertThatThrownBy(() -> kit.gasSteps("anna", "give", to("bert")))
        .hasMessageContaining("pledge give was refused: UNKNOWN_METHOD");
  }

  /** A contract that breaks the rules by keeping a number of its own. */
  private static final class Counting implements Contract {
    private final AtomicLong calls = new AtomicLong();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public byte[] call(String method, byte[] arguments, ContractContext context) {
      return new CanonicalWriter().i64(calls.incrementAndGet()).toByteArray();
    }
  }

  @Test
  void a_contract_that_remembers_by_itself_is_found_out() {
    var counting = new ContractKit(new Counting(), "anna");
    assertThatThrownBy(() -> counting.call("anna", "count", new byte[0]))
        .hasMessageContaining("another thing the second time");
  }

  /** A contract that catches what it must let through, so that it costs less than it takes. */
  private static final class Greedy implements Contract {
    @Override
    public String name() {
      return "greedy";
    }

    @Override
    public byte[] call(String method, byte[] arguments, ContractContext context) {
      context.write("first", new byte[1]);
      try {
        context.write("second", new byte[1]);
      } catch (RuntimeException e) {
        return new byte[0];
      }
      return new byte[0];
    }
  }

  @Test
  void a_contract_that_goes_on_without_gas_is_found_out() {
    var greedy = new ContractKit(new Greedy(), "anna");
    assertThatThrownBy(() -> greedy.gasSteps("anna", "any", new byte[0]))
        .hasMessageContaining("It must run out of gas and leave nothing");
  }

  @Test
  void the_page_shows_the_example_that_is_tested() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/wattmesh/ledger/contract/kit/Pledge.java"));
    String page = Files.readString(Path.of("../cluster-config/docs/contracts.md"));
    int begin = page.indexOf("final class Pledge");
    assertThat(source).contains(page.substring(begin, page.indexOf("```", begin)));
  }
}
