package io.wattmesh.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CallCodecTest {
  private static final ParticipantId BOB = new ParticipantId("bob");
  private static final Transfer TRANSFER = new Transfer(BOB, 7, new byte[] {1, 2});
  private static final Call CALL = TRANSFER.call(3);

  private static void assertEveryCutAndEveryLeftOverIsRefused(
      byte[] bytes, Function<byte[], ?> read) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read.apply(cut)).isInstanceOf(MalformedBytesException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> read.apply(longer)).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void callsAndTransfersAreReadBackAsTheyWereWritten() {
    Call read = Call.ofBytes(CALL.toBytes());

    assertThat(read.nonce()).isEqualTo(3);
    assertThat(read.contract()).isEqualTo("payment-token");
    assertThat(read.method()).isEqualTo("transfer");
    assertThat(read.toBytes()).isEqualTo(CALL.toBytes());
    Transfer transfer = Transfer.ofBytes(read.arguments());
    assertThat(transfer.to()).isEqualTo(BOB);
    assertThat(transfer.amountMicros()).isEqualTo(7);
    assertThat(transfer.memo()).containsExactly(1, 2);
  }

  @Test
  void everyCutAndEveryLeftOverIsRefused() {
    assertEveryCutAndEveryLeftOverIsRefused(CALL.toBytes(), Call::ofBytes);
    assertEveryCutAndEveryLeftOverIsRefused(TRANSFER.toBytes(), Transfer::ofBytes);
  }

  @Test
  void limitsAreKept() {
    String longest = "a".repeat(48);
    var most = new Call(Long.MAX_VALUE, longest, longest, new byte[Call.MAX_ARGUMENTS_BYTES]);
    assertThat(most.toBytes().length).isLessThanOrEqualTo(MessageType.CALL.maxPayloadBytes());
    assertThat(Call.ofBytes(most.toBytes()).nonce()).isEqualTo(Long.MAX_VALUE);
    new Transfer(BOB, 1, new byte[Transfer.MAX_MEMO_BYTES]);

    assertThatThrownBy(() -> new Call(0, "a", "b", new byte[0])).hasMessageContaining("Nonces");
    for (String name : new String[] {"", "a".repeat(49), "A", "-a", "a.b", "ä"}) {
      assertThatThrownBy(() -> new Call(1, name, "b", new byte[0])).hasMessageContaining("name");
      assertThatThrownBy(() -> new Call(1, "a", name, new byte[0])).hasMessageContaining("name");
    }
    assertThatThrownBy(() -> new Call(1, "a", "b", new byte[Call.MAX_ARGUMENTS_BYTES + 1]))
        .hasMessageContaining("61440");
    assertThatThrownBy(() -> new Transfer(BOB, 0, new byte[0])).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new Transfer(BOB, -1, new byte[0])).hasMessageContaining("not -1");
    assertThatThrownBy(() -> new Transfer(BOB, 1, new byte[Transfer.MAX_MEMO_BYTES + 1]))
        .hasMessageContaining("4097");
  }

  @Test
  void whatIsHandedOutCanBeChangedWithoutHarm() {
    CALL.arguments()[0] ^= 1;
    TRANSFER.memo()[0] ^= 1;

    assertThat(CALL.arguments()).isEqualTo(TRANSFER.toBytes());
    assertThat(TRANSFER.memo()).containsExactly(1, 2);
  }
}
