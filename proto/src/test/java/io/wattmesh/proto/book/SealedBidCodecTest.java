package io.wattmesh.proto.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SealedBidCodecTest {
  private static final SigningContext CONTEXT = new SigningContext(Hash.ZERO, 1);
  private static final SigningKey KEY = DemoKeys.derive(7, "anna");
  private static final SignedEnvelope BID = bid("anna", 3, 40_000_000);
  private static final Opening OPENING = Opening.of(BID, KEY);

  private static SignedEnvelope bid(String who, long nonce, long priceMicros) {
    var curve = new BidCurve(new long[] {-5_000, 0}, new long[] {0, priceMicros});
    var bid = new Bid(new ParticipantId(who), 12, 4, nonce, curve);
    return CONTEXT.sign(MessageType.BID, who, MarketCodec.encode(bid), KEY);
  }

  private static Reveals reveals() {
    return new Reveals(
        4,
        12,
        List.of(OPENING, Opening.of(bid("bert", 1, 9), KEY)),
        List.of(Schedule.NONE, Schedule.of(7, -7)));
  }

  @Test
  void each_record_has_one_encoding() {
    SealedBid seal = SealedBid.on(OPENING);
    assertThat(SealedBid.ofBytes(seal.toBytes())).isEqualTo(seal);
    assertThat(Opening.ofBytes(OPENING.toBytes())).isEqualTo(OPENING);
    assertThat(Reveals.ofBytes(reveals().toBytes())).isEqualTo(reveals());
    assertThat(reveals().asBook().bids()).containsExactly(BID, bid("bert", 1, 9));
  }

  @Test
  void every_cut_and_every_further_byte_is_malformed() {
    assertWhole(SealedBid.on(OPENING).toBytes(), SealedBid::ofBytes);
    assertWhole(OPENING.toBytes(), Opening::ofBytes);
    assertWhole(reveals().toBytes(), Reveals::ofBytes);
  }

  private static void assertWhole(byte[] good, Consumer<byte[]> read) {
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read.accept(cut)).isInstanceOf(MalformedBytesException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> read.accept(longer)).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void a_changed_byte_is_malformed_or_another_record() {
    byte[] good = reveals().toBytes();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    int read = 0;
    for (int k = 0; k < 3_000; k++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(Reveals.ofBytes(bad).toBytes()).isEqualTo(bad);
        read++;
      } catch (MalformedBytesException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThat(read).isBetween(1, 2_999);
  }

  @Test
  void reveals_open_something_of_each_participant_once_in_order() {
    Opening bert = Opening.of(bid("bert", 1, 9), KEY);
    for (List<Opening> bad :
        List.of(List.<Opening>of(), List.of(bert, OPENING), List.of(bert, bert))) {
      assertThatThrownBy(() -> new Reveals(4, 12, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] claimed =
        new CanonicalWriter().i64(4).i32(12).i32(20_000).raw(new byte[60]).toByteArray();
    assertThatThrownBy(() -> Reveals.ofBytes(claimed)).hasMessageContaining("Length 20000");
  }

  @Test
  void a_seal_says_nothing_of_its_bid_and_has_the_same_length_for_every_bid() {
    var long64 = new BidCurve(range(64, 1_000), range(64, 1_000_000));
    var bid = new Bid(new ParticipantId("anna"), 12, 4, 3, long64);
    Opening other =
        Opening.of(CONTEXT.sign(MessageType.BID, "anna", MarketCodec.encode(bid), KEY), KEY);
    byte[] one = SealedBid.on(OPENING).toBytes();
    assertThat(SealedBid.on(other).toBytes()).hasSameSizeAs(one);
    assertThat(Arrays.copyOf(SealedBid.on(other).toBytes(), one.length - Hash.BYTES))
        .isEqualTo(Arrays.copyOf(one, one.length - Hash.BYTES));
  }

  private static long[] range(int count, long step) {
    long[] values = new long[count];
    Arrays.setAll(values, k -> k * step);
    return values;
  }

  @Test
  void a_seal_is_opened_by_its_own_salt_and_bid_alone() {
    SealedBid seal = SealedBid.on(OPENING);
    assertThat(seal.isOpenedBy(OPENING)).isTrue();
    assertThat(seal.isOpenedBy(new Opening(new byte[32], BID))).isFalse();
    assertThat(seal.isOpenedBy(new Opening(OPENING.salt(), bid("anna", 3, 41_000_000)))).isFalse();
    for (SealedBid other :
        List.of(
            new SealedBid(new ParticipantId("bert"), 12, 4, 3, OPENING.commitment()),
            new SealedBid(seal.participant(), 13, 4, 3, OPENING.commitment()),
            new SealedBid(seal.participant(), 12, 5, 3, OPENING.commitment()),
            new SealedBid(seal.participant(), 12, 4, 4, OPENING.commitment()))) {
      assertThat(other.isOpenedBy(OPENING)).isFalse();
    }
  }

  @Test
  void a_salt_is_found_again_by_the_key_and_differs_from_bid_to_bid_and_key_to_key() {
    assertThat(Opening.of(BID, KEY).salt()).isEqualTo(OPENING.salt());
    var salts = new HashSet<String>();
    for (long nonce = 1; nonce <= 20; nonce++) {
      salts.add(Arrays.toString(Opening.of(bid("anna", nonce, 5), KEY).salt()));
    }
    salts.add(Arrays.toString(Opening.of(BID, DemoKeys.derive(7, "bert")).salt()));
    assertThat(salts).hasSize(21);
    assertThat(OPENING.toString()).doesNotContain(Arrays.toString(OPENING.salt()));
  }

  @Test
  void an_acknowledgement_says_the_same_of_a_sealed_bid_as_of_an_open_one() {
    SignedEnvelope seal =
        CONTEXT.sign(MessageType.SEALED_BID, "anna", SealedBid.on(OPENING).toBytes(), KEY);
    assertThat(PromisedBid.of(seal)).isEqualTo(PromisedBid.of(BID));
    SignedEnvelope neither = CONTEXT.sign(MessageType.CALL, "anna", new byte[3], KEY);
    assertThatThrownBy(() -> PromisedBid.of(neither)).isInstanceOf(MalformedBytesException.class);
  }
}
