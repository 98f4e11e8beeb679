package io.wattmesh.market.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * While a cluster is upgraded node by node, nodes of one version read what those of another write.
 * Bytes that an earlier version kept are read as what they were, and what a later one adds to a
 * message is passed over. The file is written anew by {@code -Dgolden.rewrite=true}; see
 * docs/contributing.md for when.
 */
class GoldenMarketMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/market-0.1.0.txt");

  /** Field 1000 with three bytes, which no message has: as a later version might add. */
  private static final byte[] LATER_FIELD = {(byte) 0xc2, 0x3e, 3, 1, 2, 3};

  private static Map<String, WireMessage> samples() {
    return WireSamples.all().stream()
        .collect(Collectors.toMap(MarketMessageCodec::manifest, sample -> sample));
  }

  private static Map<String, byte[]> golden() throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(
          GOLDEN,
          new TreeMap<>(samples())
              .entrySet().stream()
                  .map(
                      one ->
                          one.getKey()
                              + " "
                              + HexFormat.of().formatHex(MarketMessageCodec.encode(one.getValue())))
                  .toList());
    }
    var golden = new TreeMap<String, byte[]>();
    for (String line : Files.readAllLines(GOLDEN)) {
      golden.put(line.split(" ")[0], HexFormat.of().parseHex(line.split(" ")[1]));
    }
    return golden;
  }

  @Test
  void whatAnEarlierVersionWroteIsReadAsWhatItWas() throws IOException {
    Map<String, WireMessage> samples = samples();
    for (Map.Entry<String, byte[]> kept : golden().entrySet()) {
      assertThat(MarketMessageCodec.decode(kept.getKey(), kept.getValue()))
          .as("%s", kept.getKey())
          .usingRecursiveComparison()
          .isEqualTo(samples.get(kept.getKey()));
    }
  }

  @Test
  void whatALaterVersionAddsIsPassedOver() throws IOException {
    for (Map.Entry<String, byte[]> kept : golden().entrySet()) {
      byte[] longer = java.util.Arrays.copyOf(kept.getValue(), kept.getValue().length + 6);
      System.arraycopy(LATER_FIELD, 0, longer, kept.getValue().length, 6);
      assertThat(MarketMessageCodec.decode(kept.getKey(), longer))
          .as("%s", kept.getKey())
          .usingRecursiveComparison()
          .isEqualTo(MarketMessageCodec.decode(kept.getKey(), kept.getValue()));
    }
  }

  @Test
  void everyKindIsKept() throws IOException {
    assertThat(golden()).containsOnlyKeys(samples().keySet());
  }
}
