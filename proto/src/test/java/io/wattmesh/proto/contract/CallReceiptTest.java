package io.wattmesh.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a call used, paid, gave and told has one encoding, and one hash that depends on all of it.
 */
class CallReceiptTest {
  private static final ContractEvent EVENT =
      new ContractEvent("payment-token", "transfer", List.of("ann", "bob", "7"));

  private static CallReceipt receipt(byte[] result, List<ContractEvent> events) {
    return new CallReceipt(
        Sha256.of(new byte[] {1}),
        new ParticipantId("ann"),
        "payment-token",
        "transfer",
        10_000,
        4_012,
        8_024,
        result,
        events);
  }

  @Test
  void receiptsAreReadBackAsTheyWereWrittenAndCutsAndLeftOversRefused() {
    byte[] bytes = receipt(new byte[] {5, 6}, List.of(EVENT, EVENT)).toBytes();

    CallReceipt read = CallReceipt.ofBytes(bytes);

    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.caller()).isEqualTo(new ParticipantId("ann"));
    assertThat(read.gasUsed()).isEqualTo(4_012);
    assertThat(read.feeMicros()).isEqualTo(8_024);
    assertThat(read.result()).containsExactly(5, 6);
    assertThat(read.events()).containsExactly(EVENT, EVENT);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CallReceipt.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> CallReceipt.ofBytes(longer))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  @Tag("seed-20")
  void eachFlippedBitIsRefusedOrGivesAnotherHash() {
    CallReceipt good = receipt(new byte[] {5}, List.of(EVENT));
    byte[] bytes = good.toBytes();
    int read = 0;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(CallReceipt.ofBytes(flipped).hash()).as("bit %d", bit).isNotEqualTo(good.hash());
        read++;
      } catch (MalformedBytesException e) {
        assertThat(e.getMessage()).as("bit %d", bit).isNotBlank();
      }
    }
    assertThat(read).as("flips that can be read").isPositive();
    assertThat(good.hash()).isNotEqualTo(Sha256.of(bytes)).isNotEqualTo(Hash.ZERO);
  }

  @Test
  void boundsAreKept() {
    assertThatThrownBy(
            () -> receipt(new byte[0], Collections.nCopies(CallReceipt.MAX_EVENTS + 1, EVENT)))
        .hasMessageContaining("64 events")
        .hasMessageContaining("65");
    assertThatThrownBy(() -> receipt(new byte[CallReceipt.MAX_RESULT_BYTES + 1], List.of()))
        .hasMessageContaining("4097");
    assertThatThrownBy(() -> CallReceipt.ofBytes(new byte[CallReceipt.MAX_BYTES + 1]))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> new ContractEvent("a", "b", Collections.nCopies(17, "c")))
        .hasMessageContaining("at most 16");
    assertThatThrownBy(() -> new ContractEvent("a", "b", List.of("c".repeat(257))))
        .hasMessageContaining("257");
    List<String> longest = Collections.nCopies(16, "\u20ac".repeat(256));
    ContractEvent largest = new ContractEvent("\u20ac".repeat(256), "\u20ac".repeat(256), longest);
    byte[] most =
        receipt(
                new byte[CallReceipt.MAX_RESULT_BYTES],
                Collections.nCopies(CallReceipt.MAX_EVENTS, largest))
            .toBytes();
    assertThat(most.length).isLessThan(CallReceipt.MAX_BYTES);
    assertThat(CallReceipt.ofBytes(most).toBytes()).isEqualTo(most);
  }
}
