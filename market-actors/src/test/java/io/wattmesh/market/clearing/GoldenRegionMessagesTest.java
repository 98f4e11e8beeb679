package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What regions sign for each other may not change its bytes: those that an earlier version kept are
 * what this one writes and reads. The file is written anew by {@code -Dgolden.rewrite=true}; see
 * docs/contributing.md for when.
 */
class GoldenRegionMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/region-0.1.0.txt");
  private static final int[] BUSES = {3, 4};
  private static final double[] ONE = {0.5, -1.25};
  private static final double[] OTHER = {1e-9, 7};

  private static List<Content> contents() {
    return List.of(
        new Content.Step(new RegionMessage.TieCopies(1, BUSES, ONE, OTHER)),
        new Content.Step(new RegionMessage.BoundaryValues(2, BUSES, ONE, OTHER)),
        new Content.Step(new RegionMessage.SumsUp(3, ONE, OTHER)),
        new Content.Step(new RegionMessage.DecisionDown(4, Decision.POLISH, ONE)),
        new Content.Step(new RegionMessage.SchurUp(5, BUSES, ONE, OTHER)),
        new Content.Step(new RegionMessage.RightHandSideUp(6, BUSES, ONE, OTHER, ONE)),
        new Content.Step(
            new RegionMessage.SolutionDown(7, Decision.SECOND_ORDER, ONE, BUSES, OTHER)),
        new Content.Step(
            new RegionMessage.ResultUp(
                8, new ResultPart(BUSES, ONE, OTHER, ONE, BUSES, OTHER, ONE, OTHER, ONE, OTHER))),
        new Content.Responses(
            BUSES,
            new long[] {-5, 0},
            new long[] {5, 9},
            12,
            3_400,
            93,
            hash("part"),
            ResidualTrace.NONE),
        new Content.Resend(9));
  }

  private static Map<String, String> samples() {
    var samples = new TreeMap<String, String>();
    for (Content content : contents()) {
      samples.put(
          name(content),
          HexFormat.of().formatHex(new RegionEnvelope(3, hash("books"), 0, 1, content).toBytes()));
    }
    return samples;
  }

  private static String name(Content content) {
    return content instanceof Content.Step step
        ? step.message().getClass().getSimpleName()
        : content.getClass().getSimpleName();
  }

  private static Map<String, String> golden() throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(
          GOLDEN,
          samples().entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList());
    }
    return Files.readAllLines(GOLDEN).stream()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  @Test
  void whatAnEarlierVersionWroteIsWhatThisOneWritesAndReads() throws IOException {
    assertThat(samples()).containsAllEntriesOf(golden());
    for (String hex : golden().values()) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      assertThat(RegionEnvelope.ofBytes(bytes).toBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void everyKindIsKept() throws IOException {
    Set<String> kinds =
        Arrays.stream(RegionMessage.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());
    kinds.addAll(Set.of("Responses", "Resend"));
    assertThat(golden()).containsOnlyKeys(kinds);
  }
}
