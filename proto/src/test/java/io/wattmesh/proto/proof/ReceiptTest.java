package io.wattmesh.proto.proof;

import static io.wattmesh.proto.proof.ReceiptParts.BUS;
import static io.wattmesh.proto.proof.ReceiptParts.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-21")
class ReceiptTest {
  private static final PriceRow PRICE = new PriceRow(BUS, 12_370_000_000_000L, 8_000);

  /** 8 kW for an hour at 12.37 $/MWh. */
  private static final Receipt RECEIPT = receipt(PRICE, 28_800_000, 98_960);

  @Test
  void a_whole_receipt_proves_the_payment_with_nothing_but_itself() {
    Receipt read = Receipt.ofBytes(RECEIPT.toBytes());

    assertThat(ReceiptVerifier.refusal(read)).isEmpty();
    assertThat(read.chain().chainId()).isEqualTo(RECEIPT.chain().chainId());
    assertThat(Receipt.isUndamaged(RECEIPT.toBytes())).isTrue();
  }

  @Test
  void every_damaged_byte_is_found() {
    byte[] bytes = RECEIPT.toBytes();
    for (int k = 0; k < bytes.length; k++) {
      byte[] damaged = bytes.clone();
      damaged[k] ^= (byte) (1 << (k % 8));
      assertThat(Receipt.isUndamaged(damaged)).as("byte %d", k).isFalse();
    }
  }

  @Test
  void a_byte_changed_under_a_new_check_sum_is_refused_or_changes_nothing_that_is_said() {
    byte[] bytes = RECEIPT.toBytes();
    for (int k = 0; k < bytes.length - 32; k++) {
      byte[] changed = bytes.clone();
      changed[k] ^= (byte) (1 << (k % 8));
      Receipt other;
      try {
        other = Receipt.ofBytes(changed);
      } catch (MalformedBytesException e) {
        continue;
      }
      if (ReceiptVerifier.refusal(other).isEmpty()
          && other.chain().chainId().equals(RECEIPT.chain().chainId())) {
        assertThat(other.statement()).as("byte %d", k).isEqualTo(RECEIPT.statement());
        assertThat(other.bid()).as("byte %d", k).isEqualTo(RECEIPT.bid());
        assertThat(other.price()).as("byte %d", k).isEqualTo(RECEIPT.price());
      }
    }
  }

  @Test
  void cut_bytes_are_refused() {
    byte[] bytes = RECEIPT.toBytes();
    for (int length = 0; length < bytes.length; length += 13) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThat(Receipt.isUndamaged(part)).isFalse();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Receipt.ofBytes(part))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void a_payment_that_is_not_the_energy_at_the_price_is_refused_with_the_sum() {
    assertThat(ReceiptVerifier.refusal(receipt(PRICE, 28_800_000, 98_961)))
        .hasValue("payment: 28800000 J at 12370000 micro-$/MWh are 98960 micro-tokens, not 98961");
  }

  @Test
  void another_price_than_the_clearings_is_refused() {
    assertThat(ReceiptVerifier.refusal(receipt(new PriceRow(BUS, 1, 8_000), 28_800_000, 98_960)))
        .hasValue("price: it is not the committed clearing's price at the bus");
  }

  @Test
  void numbers_out_of_range_are_refused_and_never_thrown() {
    assertThat(ReceiptVerifier.refusal(receipt(new PriceRow(BUS, Long.MAX_VALUE, 0), 1, 0)))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("amounts: "));
    assertThat(ReceiptVerifier.refusal(receipt(PRICE, Long.MAX_VALUE, 0)))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("payment: "));
  }
}
