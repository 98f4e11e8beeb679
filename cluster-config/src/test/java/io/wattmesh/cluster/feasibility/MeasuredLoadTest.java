package io.wattmesh.cluster.feasibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wattmesh.cluster.market.UserErrorException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of a recorded load of 5,000 devices: two intervals of 20 s, half of the bids in the last 10 s,
 * four validators, on a machine that others kept busy. What it judges is compared with what the
 * load itself made of its histograms.
 */
@Tag("seed-39")
class MeasuredLoadTest {
  private static final Path RECORDED = Path.of("src/test/resources/load-5000");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static JsonNode results() throws IOException {
    return JSON.readTree(RECORDED.resolve("results.json").toFile());
  }

  private MeasuredLoad changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = results().deepCopy();
    change.accept(json);
    JSON.writeValue(folder.resolve("results.json").toFile(), json);
    Files.write(
        folder.resolve("latencies.hlog"), Files.readAllBytes(RECORDED.resolve("latencies.hlog")));
    return MeasuredLoad.read(folder);
  }

  private static BigDecimal seconds(JsonNode micros) {
    return BigDecimal.valueOf(micros.longValue(), 6).setScale(3, RoundingMode.CEILING);
  }

  @Test
  void latenciesAreTheHistogramsOwnQuantilesAndNeverMeans() throws IOException {
    MeasuredLoad load = MeasuredLoad.read(RECORDED);

    JsonNode stated = results().path("latencies").path("gateToFinality");
    assertThat(load.latencySeconds())
        .isEqualTo(
            new Quantiles(
                seconds(stated.path("p50Micros")),
                seconds(stated.path("p99Micros")),
                seconds(stated.path("maxMicros")),
                10_000));
    JsonNode paid = results().path("latencies").path("settlement");
    assertThat(load.paymentSeconds().orElseThrow().worst())
        .isEqualTo(seconds(paid.path("maxMicros")));
  }

  @Test
  void aDeviceIsABidAndAReadingAndTheBurstIsTheMostThatWasMeantWithinItsTime() throws IOException {
    MeasuredLoad load = MeasuredLoad.read(RECORDED);

    assertThat(load.arrivals().orElseThrow().tps())
        .as("2 x 5,000 bids and as many readings in 2 x 20 s")
        .isEqualByComparingTo("500");
    Arrivals burst = load.burst(Optional.empty()).orElseThrow();
    assertThat(burst.seconds()).as("the load's own").isEqualByComparingTo("10");
    assertThat(burst.transactions())
        .as("half of 5,000 in the 9 s before the guard, and a tenth of the others in the 10th")
        .isBetween(2_500L, 3_000L);
    assertThat(load.burst(Optional.of(new BigDecimal("1"))).orElseThrow().transactions())
        .isBetween(250L, 400L);
    assertThatThrownBy(() -> load.burst(Optional.of(new BigDecimal("20.5"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20.5 s");
  }

  @Test
  void whatWasCarriedIsOverTheTimeThatTheMarketWorkedSoIntervalsThatCannotFollowEachOtherFail()
      throws IOException {
    MeasuredLoad load = MeasuredLoad.read(RECORDED);
    BigDecimal worst = BigDecimal.valueOf(Long.MAX_VALUE);
    for (JsonNode one : results().path("perInterval")) {
      double worked =
          one.path("booksSeconds").doubleValue()
              + one.path("clearingSeconds").doubleValue()
              + one.path("commitSeconds").doubleValue()
              + one.path("settlementSeconds").doubleValue();
      worst = worst.min(BigDecimal.valueOf(10_000 / worked).setScale(3, RoundingMode.FLOOR));
    }
    assertThat(load.carriedTps().orElseThrow().worst()).isEqualByComparingTo(worst);

    MeasuredLoad slow =
        changed(
            json ->
                json.path("perInterval")
                    .forEach(one -> ((ObjectNode) one).put("settlementSeconds", 30.0)));
    assertThat(verdict(slow, "900", "throughput")).isFalse();
    assertThat(verdict(load, "900", "throughput")).isTrue();
  }

  private static boolean verdict(MeasuredLoad load, String settlement, String name) {
    Judgement judgement =
        Judgement.of(
            load.arrivals().orElseThrow(),
            load.burst(Optional.empty()),
            new Platform(
                load.carriedTps().orElseThrow().worst(),
                load.latencySeconds().worst(),
                BigDecimal.ZERO),
            load.paymentSeconds().map(Quantiles::worst),
            new Limits(load.latencySeconds().worst(), new BigDecimal(settlement)));
    return judgement.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow()
        .passes();
  }

  @Test
  void latencyMayReachItsLimitAndSettlementMustStayBelowItWithThePaymentToo() throws IOException {
    MeasuredLoad load = MeasuredLoad.read(RECORDED);
    BigDecimal latest =
        load.latencySeconds().worst().max(load.paymentSeconds().orElseThrow().worst());

    assertThat(verdict(load, "900", "latency")).as("at its limit").isTrue();
    assertThat(verdict(load, latest.toPlainString(), "settlement")).isFalse();
    assertThat(verdict(load, latest.add(new BigDecimal("0.001")).toPlainString(), "settlement"))
        .isTrue();
    var late = new Arrivals(1, BigDecimal.ONE, "1");
    var platform = new Platform(BigDecimal.TEN, BigDecimal.ONE, BigDecimal.ZERO);
    var limits = new Limits(BigDecimal.ONE, new BigDecimal("900"));
    Judgement judgement =
        Judgement.of(late, Optional.empty(), platform, Optional.of(new BigDecimal("900")), limits);
    assertThat(judgement.checks().getLast().inequality())
        .isEqualTo("1 s + 0 s = 1 s, paid after 900 s not < 900 s");
  }

  @Test
  void figuresThatMayNotBeBelievedAreNotJudged() {
    refused(json -> json.put("valid", false).withArray("invalid").add("late"), "not valid");
    refused(json -> json.put("merged", 2), "merged of several");
    refused(json -> json.put("schemaVersion", 2), "schema version 1");
    refused(
        json -> ((ObjectNode) json.path("perInterval").path(1)).put("outcome", "void"),
        "interval 1 is void");
    refused(
        json ->
            json.path("perInterval")
                .forEach(one -> ((ObjectNode) one).put("outcome", "unfinished")),
        "no measured interval was cleared");
    refused(
        json -> ((ObjectNode) json.at("/latencies/settlement")).put("maxMicros", 1_000),
        "not of the same run");
    refused(json -> json.put("devices", -1), "devices is -1");
    refused(json -> ((ObjectNode) json.path("perSecond").path(3)).put("asked", "many"), "asked is");
    refused(
        json -> ((ObjectNode) json.path("perInterval").path(0)).put("booksSeconds", -2),
        "booksSeconds is -2");
  }

  private void refused(Consumer<ObjectNode> change, String why) {
    assertThatThrownBy(() -> changed(change))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(why);
  }

  @Test
  void aLoadWithoutItsHistogramsOrWithOthersIsNotJudged() throws IOException {
    Files.write(
        folder.resolve("results.json"), Files.readAllBytes(RECORDED.resolve("results.json")));
    assertThatThrownBy(() -> MeasuredLoad.read(folder))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("latencies.hlog is not there");
    Files.writeString(folder.resolve("latencies.hlog"), "Tag=settlement,0,1,2,nonsense\n");
    assertThatThrownBy(() -> MeasuredLoad.read(folder))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(folder.toString());
  }
}
