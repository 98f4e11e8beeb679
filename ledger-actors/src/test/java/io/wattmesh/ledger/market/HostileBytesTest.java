package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Whatever bytes a block orders: no exception, and no change unless a rule accepts them. */
class HostileBytesTest {
  private static final int SEEDS = 3_000;

  private final LedgerFixture fixture =
      new LedgerFixture(LedgerFixture.uncongested().genesis(), Signing.TAGGED);
  private final LedgerRun run = new LedgerRun(fixture);
  private long now = run.schedule().gateClosureMillis(0);

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private Executed assertHarmless(String what, byte[]... transactions) {
    Hash before = run.root();
    assertThat(run.machine.mayTakeEffect(run.state().layer(), transactions[0])).isIn(true, false);
    Executed executed = run.block(now++, transactions);
    assertThat(executed.outcomes()).as(what).noneMatch(outcome -> outcome.accepted());
    assertThat(run.root()).as(what).isEqualTo(before);
    return executed;
  }

  @Test
  void random_bytes_are_malformed() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = random(seed);
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 1 && random.nextBoolean()) {
        bytes[0] = 0; // a message type that exists, most of the time
        bytes[1] = (byte) random.nextInt(7);
      }
      Executed executed = assertHarmless("seed " + seed, bytes);
      assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.MALFORMED);
      assertThat(executed.events()).isEmpty();
    }
  }

  @Test
  void messages_that_are_no_transactions_are_malformed() {
    for (MessageType type : MessageType.values()) {
      byte[] transaction = fixture.envelope(type, "agg-1", new byte[0]).toBytes();
      Executed executed = assertHarmless(type.name(), transaction);
      assertThat(executed.outcomes().getFirst().code())
          .as(type.name())
          .isIn(OutcomeCode.MALFORMED, OutcomeCode.UNKNOWN_SIGNER);
      assertThat(run.machine.mayTakeEffect(run.state().layer(), transaction)).isFalse();
    }
  }

  /** Signed by those who may: the payload itself is damaged. */
  @Test
  void well_signed_payloads_that_are_random_cut_or_too_long_are_malformed() {
    var types =
        new MessageType[] {MessageType.BID_BOOK, MessageType.CLEARING, MessageType.READINGS};
    var signers = new String[] {"agg-1", "region-1", "meter-1"};
    byte[][] payloads = {
      bookPayload(), Clearings.congested(0, Hash.ZERO).encode(), readingsPayload()
    };
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = random(seed);
      int kind = random.nextInt(3);
      byte[] damaged = damage(payloads[kind], random);
      byte[] transaction = fixture.envelope(types[kind], signers[kind], damaged).toBytes();
      Executed executed = assertHarmless("seed " + seed, transaction);
      assertThat(executed.outcomes().getFirst().code())
          .as("seed %d", seed)
          .isEqualTo(OutcomeCode.MALFORMED);
    }
  }

  private static byte[] damage(byte[] payload, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(payload, random.nextInt(payload.length));
      case 1 -> Arrays.copyOf(payload, payload.length + 1 + random.nextInt(20));
      default -> noise(random);
    };
  }

  private static byte[] noise(RandomGenerator random) {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] bookPayload() {
    return new CanonicalWriter()
        .i64(0)
        .i32(1)
        .i32(1)
        .bytes(fixture.bid("gen-1", 0, 1, LedgerFixture.GEN_1).toBytes())
        .i32(0)
        .toByteArray();
  }

  private byte[] readingsPayload() {
    return new CanonicalWriter()
        .i64(0)
        .i32(1)
        .i32(1)
        .bytes(fixture.reading("gen-1", 0, 7).toBytes())
        .toByteArray();
  }

  @Test
  void lengths_that_promise_more_than_there_is_are_malformed() {
    for (int length : new int[] {1, 20_001, 1 << 30, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      byte[] list = new CanonicalWriter().i64(0).i32(1).i32(length).toByteArray();
      byte[] element = new CanonicalWriter().i64(0).i32(1).i32(1).i32(length).toByteArray();
      byte[] clearing = new CanonicalWriter().i64(0).hash(Hash.ZERO).i32(length).toByteArray();
      assertHarmless(
          "length " + length,
          fixture.envelope(MessageType.BID_BOOK, "agg-1", list).toBytes(),
          fixture.envelope(MessageType.BID_BOOK, "agg-1", element).toBytes(),
          fixture.envelope(MessageType.READINGS, "meter-1", list).toBytes(),
          fixture.envelope(MessageType.READINGS, "meter-1", element).toBytes(),
          fixture.envelope(MessageType.CLEARING, "region-1", clearing).toBytes());
    }
  }

  @Test
  void every_cut_of_a_transaction_is_malformed() {
    byte[] book = fixture.books(0)[2];
    List<byte[]> cuts = new ArrayList<>();
    for (int length = 0; length < book.length; length++) {
      cuts.add(Arrays.copyOf(book, length));
    }
    assertHarmless("cuts", cuts.toArray(byte[][]::new));
  }

  @Test
  void extreme_numbers_in_clearings_and_readings_are_refused() {
    run.bookSeed(0);
    now = run.schedule().gateClosureMillis(0) + 1;
    Hash root = run.booksRoot(0);
    long[] extremes = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L << 62, Long.MAX_VALUE, 1L << 62};
    for (long extreme : extremes) {
      long[] injections = {extreme, -extreme, 0};
      long[] prices = {extreme, extreme, extreme};
      long[] duals = {extreme, extreme};
      assertHarmless(
          "extreme " + extreme,
          fixture.clearing(Clearings.radial(0, root, injections, new long[3], new long[2])),
          fixture.clearing(Clearings.radial(0, root, new long[3], prices, new long[2])),
          fixture.clearing(Clearings.radial(0, root, new long[3], new long[3], duals)),
          fixture.clearing(Clearings.radial(0, root, injections, prices, duals)),
          fixture.clearing(Clearings.congested(Math.max(0, extreme), root)),
          fixture.readings(extreme, 1),
          fixture.book(extreme, 1));
    }
  }

  @Test
  void a_block_at_the_end_of_all_time_settles_what_is_open_and_opens_nothing() {
    run.clearSeed(0);
    run.block(Long.MAX_VALUE, fixture.book(Long.MAX_VALUE / 3_600_000, 1));
    assertThat(run.state().unsettled()).isEmpty();
  }
}
