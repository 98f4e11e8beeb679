package io.wattmesh.market.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message that may cross from node to node has a wire form and comes back as it was. */
class MarketMessageCodecTest {
  static List<WireMessage> samples() {
    return WireSamples.all();
  }

  /** All records that the actors' sealed interfaces permit and that may cross. */
  private static Set<Class<?>> wireRecords() {
    var found = new HashSet<Class<?>>();
    for (Class<?> root :
        List.of(ToProsumer.class, ToAggregator.class, ToMeter.class, ToRegion.class)) {
      collect(root, found);
    }
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    if (type.isSealed()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(sub -> collect(sub, found));
    } else if (WireMessage.class.isAssignableFrom(type)) {
      found.add(type);
    }
  }

  @Test
  void everyWireMessageOfTheSealedInterfacesHasASampleAndAManifestOfItsOwn() {
    Set<Class<?>> sampled =
        samples().stream().map(WireMessage::getClass).collect(Collectors.toSet());
    assertThat(sampled).isEqualTo(wireRecords());
    assertThat(samples()).extracting(MarketMessageCodec::manifest).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aMessageComesBackAsItWas(WireMessage message) {
    WireMessage back =
        MarketMessageCodec.decode(
            MarketMessageCodec.manifest(message), MarketMessageCodec.encode(message));
    assertThat(back).hasSameClassAs(message).usingRecursiveComparison().isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void damagedBytesAreAMessageOrAreRefusedAsMalformed(WireMessage message) {
    var random = new Random(5);
    String manifest = MarketMessageCodec.manifest(message);
    byte[] good = MarketMessageCodec.encode(message);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      if (!decodes(manifest, Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)))) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static boolean decodes(String manifest, byte[] bytes) {
    try {
      return MarketMessageCodec.decode(manifest, bytes) != null;
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "BA", "BF", "CB", "BC", "DE"})
  void whatLacksItsContentIsMalformed(String manifest) {
    assertThatThrownBy(() -> MarketMessageCodec.decode(manifest, new byte[0]))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void anUnknownManifestIsMalformed() {
    assertThatThrownBy(() -> MarketMessageCodec.decode("XYZ", new byte[0]))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("XYZ");
  }

  @Test
  void tooManyBytesAreRefusedUnread() {
    assertThatThrownBy(
            () -> MarketMessageCodec.decode("T", new byte[MarketMessageCodec.MAX_BYTES + 1]))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining(Integer.toString(MarketMessageCodec.MAX_BYTES));
  }

  @Test
  void aMessageThatNobodyGaveAFormIsRefused() {
    record Unheard() implements WireMessage {}
    assertThatThrownBy(() -> MarketMessageCodec.encode(new Unheard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unheard");
  }
}
