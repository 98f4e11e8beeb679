package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-21")
class SignedEnvelopeTest {
  private static final SigningKey KEY = DemoKeys.derive(1, "alice");
  private static final SigningKey OTHER = DemoKeys.derive(1, "bob");
  private static final SigningContext CONTEXT = new SigningContext(Sha256.of(), 3);
  private static final byte[] PAYLOAD =
      "sell 8 kW at 12.37 $/MWh".getBytes(StandardCharsets.US_ASCII);
  private static final SignedEnvelope SIGNED = CONTEXT.sign(MessageType.BID, "alice", PAYLOAD, KEY);

  @Test
  void what_was_signed_is_accepted() {
    assertThat(SIGNED.isSignedBy(KEY.verificationKey(), CONTEXT)).isTrue();
  }

  @Test
  void another_key_is_rejected() {
    assertThat(SIGNED.isSignedBy(OTHER.verificationKey(), CONTEXT)).isFalse();
  }

  @Test
  void another_chain_is_rejected_be_it_named_by_the_reader_or_by_a_forger() {
    var other = new SigningContext(Sha256.of(new byte[1]), 3);

    assertThat(SIGNED.isSignedBy(KEY.verificationKey(), other)).isFalse();
    assertThat(moved(other, MessageType.BID, "alice").isSignedBy(KEY.verificationKey(), other))
        .isFalse();
  }

  @Test
  void another_epoch_is_rejected() {
    var other = new SigningContext(Sha256.of(), 4);

    assertThat(SIGNED.isSignedBy(KEY.verificationKey(), other)).isFalse();
    assertThat(moved(other, MessageType.BID, "alice").isSignedBy(KEY.verificationKey(), other))
        .isFalse();
  }

  @Test
  void the_same_bytes_as_another_type_are_rejected() {
    for (MessageType type : MessageType.values()) {
      assertThat(moved(CONTEXT, type, "alice").isSignedBy(KEY.verificationKey(), CONTEXT))
          .isEqualTo(type == MessageType.BID);
    }
  }

  @Test
  void another_signers_name_is_rejected() {
    assertThat(moved(CONTEXT, MessageType.BID, "alicf").isSignedBy(KEY.verificationKey(), CONTEXT))
        .isFalse();
  }

  @Test
  void a_byte_cannot_move_between_the_signers_name_and_the_payload() {
    byte[] one = CONTEXT.preimage(MessageType.BID, "alice", PAYLOAD);
    byte[] two =
        CONTEXT.preimage(MessageType.BID, "alices", Arrays.copyOfRange(PAYLOAD, 1, PAYLOAD.length));
    assertThat(one).hasSameSizeAs(two).isNotEqualTo(two);
  }

  @Test
  void every_changed_byte_of_the_payload_is_rejected() {
    for (int k = 0; k < PAYLOAD.length; k++) {
      byte[] payload = PAYLOAD.clone();
      payload[k] ^= 1;
      var changed =
          new SignedEnvelope(CONTEXT, MessageType.BID, "alice", payload, SIGNED.signature());
      assertThat(changed.isSignedBy(KEY.verificationKey(), CONTEXT)).isFalse();
    }
  }

  @Test
  void bytes_round_trip() {
    SignedEnvelope read = SignedEnvelope.ofBytes(SIGNED.toBytes());

    assertThat(read).isEqualTo(SIGNED).hasSameHashCodeAs(SIGNED);
    assertThat(read.payload()).isEqualTo(PAYLOAD);
    assertThat(read.signer()).isEqualTo("alice");
    assertThat(read.type()).isEqualTo(MessageType.BID);
    assertThat(read.context()).isEqualTo(CONTEXT);
    assertThat(read.digest()).isEqualTo(SIGNED.digest());
    assertThat(read.isSignedBy(KEY.verificationKey(), CONTEXT)).isTrue();
  }

  @Test
  void two_are_equal_exactly_if_their_bytes_are() {
    byte[] bytes = SIGNED.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(isEqualTo(SIGNED, flipped)).as("bit %d", bit).isFalse();
    }
    assertThat(isEqualTo(SIGNED, bytes)).isTrue();
  }

  private static boolean isEqualTo(SignedEnvelope one, byte[] other) {
    try {
      return one.equals(SignedEnvelope.ofBytes(other));
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  @Test
  void nobody_changes_the_payload_from_outside() {
    byte[] payload = PAYLOAD.clone();
    var envelope =
        new SignedEnvelope(CONTEXT, MessageType.BID, "alice", payload, SIGNED.signature());
    payload[0] ^= 1;
    envelope.payload()[1] ^= 1;

    assertThat(envelope.payload()).isEqualTo(PAYLOAD);
    assertThat(envelope.payloadLength()).isEqualTo(PAYLOAD.length);
    assertThat(envelope.hasPayloadOf(SIGNED)).isTrue();
    assertThat(envelope.<byte[]>payload(in -> in.raw(in.remaining()))).isEqualTo(PAYLOAD);
  }

  @Test
  void a_name_is_as_long_as_its_UTF_8() {
    assertThat(moved(CONTEXT, MessageType.BID, "\u20ac".repeat(16)).signer()).hasSize(16);
    assertThatThrownBy(() -> moved(CONTEXT, MessageType.BID, "\u20ac".repeat(17)))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("this has 51");
  }

  @Test
  void every_flipped_bit_of_the_bytes_is_refused_or_breaks_the_signature() {
    byte[] bytes = SIGNED.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(holds(flipped)).as("bit %d", bit).isFalse();
    }
  }

  private static boolean holds(byte[] bytes) {
    try {
      return SignedEnvelope.ofBytes(bytes).isSignedBy(KEY.verificationKey(), CONTEXT);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  @Test
  void truncated_bytes_are_refused_at_every_length() {
    byte[] bytes = SIGNED.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SignedEnvelope.ofBytes(part))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void bytes_left_over_are_refused() {
    byte[] bytes = Arrays.copyOf(SIGNED.toBytes(), SIGNED.toBytes().length + 1);
    assertThatThrownBy(() -> SignedEnvelope.ofBytes(bytes))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("1 bytes are left over");
  }

  @Test
  void a_length_beyond_the_bytes_or_the_types_limit_is_refused_before_memory_is_taken() {
    int lengthAt = 2 + Hash.BYTES + 8 + 4 + "alice".length();
    for (int length :
        new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 16_385, PAYLOAD.length + 65}) {
      byte[] bytes = SIGNED.toBytes();
      byte[] bomb = new CanonicalWriter().i32(length).toByteArray();
      System.arraycopy(bomb, 0, bytes, lengthAt, bomb.length);
      assertThatThrownBy(() -> SignedEnvelope.ofBytes(bytes))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("Length " + length + " is over the limit 16384");
    }
  }

  @Test
  void a_payload_over_its_types_limit_is_neither_read_nor_made() {
    byte[] long1 = new byte[MessageType.BID.maxPayloadBytes() + 1];
    assertThatThrownBy(() -> CONTEXT.sign(MessageType.BID, "alice", long1, KEY))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("A BID payload has at most 16384 bytes, this has 16385.");

    byte[] limit = new byte[MessageType.BID.maxPayloadBytes()];
    SignedEnvelope largest = CONTEXT.sign(MessageType.BID, "alice", limit, KEY);
    assertThat(SignedEnvelope.ofBytes(largest.toBytes())).isEqualTo(largest);
  }

  @Test
  void a_signer_that_could_not_be_read_back_is_not_signed_for() {
    assertThatThrownBy(() -> CONTEXT.sign(MessageType.BID, "a".repeat(49), PAYLOAD, KEY))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("A signer's name has at most 48 bytes of UTF-8, this has 49.");
  }

  @Test
  void a_later_change_of_the_callers_array_changes_nothing() {
    byte[] payload = PAYLOAD.clone();
    SignedEnvelope signed = CONTEXT.sign(MessageType.BID, "alice", payload, KEY);
    payload[0] ^= 1;
    signed.payload()[0] ^= 1;
    assertThat(signed.isSignedBy(KEY.verificationKey(), CONTEXT)).isTrue();
  }

  private static SignedEnvelope moved(SigningContext context, MessageType type, String signer) {
    return new SignedEnvelope(context, type, signer, PAYLOAD, SIGNED.signature());
  }
}
