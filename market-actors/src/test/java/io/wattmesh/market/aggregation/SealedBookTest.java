package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.opening;
import static io.wattmesh.market.MarketFixture.seal;
import static io.wattmesh.market.MarketFixture.sealedDesk;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.RocksBidStore;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an aggregator takes, keeps and hands in where bids are sealed. */
class SealedBookTest {
  private final BidIntake.Desk desk = sealedDesk(BUS, "alice", "bob");
  private final BidIntake intake = new BidIntake(desk);
  private final BookKeeping books = new BookKeeping(desk, intake);
  private final RevealDesk reveals = new RevealDesk(desk, books);
  private final Opening alice = opening(bid("alice", 0, 1));
  private final Opening bob = opening(bid("bob", 0, 1));
  private final long gate = SCHEDULE.gateClosureMillis(0);

  private static Reveals shown(SignedEnvelope transaction) {
    assertThat(transaction.type()).isEqualTo(MessageType.REVEALS);
    return Reveals.ofBytes(transaction.payload());
  }

  @Test
  void nothing_that_the_aggregator_gets_holds_stores_or_hands_in_before_closure_has_the_curve(
      @TempDir Path folder) throws IOException {
    var seen = new ArrayList<byte[]>();
    SignedEnvelope sent = seal(alice);
    seen.add(sent.toBytes());
    var accept = (BidAnswer.Accept) intake.receive(sent.toBytes(), open(0));
    seen.add(accept.bid().toBytes());
    seen.add(accept.acknowledgement().toBytes());
    try (RocksBidStore store = RocksBidStore.open(folder)) {
      store.put(List.of(new StoredBid(BUS, 0, "alice", open(0), accept.bid().toBytes())));
      store.load(BUS).forEach(stored -> seen.add(stored.envelope()));
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        seen.add(Files.readAllBytes(file));
      }
    }
    seen.add(books.due(gate).getFirst().toBytes());

    var curve = new CanonicalWriter();
    MarketCodec.writeCurve(curve, OFFER);
    assertThat(contains(alice.bid().toBytes(), curve.toByteArray())).as("the bid has it").isTrue();
    for (byte[] bytes : seen) {
      assertThat(contains(bytes, alice.salt())).isFalse();
      assertThat(contains(bytes, alice.bid().signature().bytes())).isFalse();
      for (int k = 0; k < OFFER.points(); k++) {
        assertThat(hasPoint(bytes, OFFER, k)).isFalse();
      }
    }
  }

  private static boolean hasPoint(byte[] bytes, BidCurve curve, int point) {
    byte[] price = new CanonicalWriter().i64(curve.priceMicrosPerMwh(point)).toByteArray();
    return contains(bytes, price);
  }

  private static boolean contains(byte[] all, byte[] part) {
    return IntStream.rangeClosed(0, all.length - part.length)
        .anyMatch(k -> Arrays.equals(all, k, k + part.length, part, 0, part.length));
  }

  @Test
  void a_sealed_bid_is_acknowledged_like_an_open_one_and_restored_to_the_same_promise() {
    SignedEnvelope sent = seal(alice);
    var accept = (BidAnswer.Accept) intake.receive(sent.toBytes(), open(0));
    BidAcknowledgement content =
        MarketCodec.decodeAcknowledgement(accept.acknowledgement().payload());
    assertThat(content)
        .isEqualTo(new BidAcknowledgement(id("alice"), BUS, 0, 1, sent.digest(), open(0)));
    var restored = new BidIntake(desk);
    restored.restore(sent, open(0));
    assertThat(restored.receive(sent.toBytes(), open(0) + 5))
        .isEqualTo(new BidAnswer.Repeat(id("alice"), accept.acknowledgement()));
  }

  @Test
  void an_open_bid_is_refused_where_bids_are_sealed_and_leaves_no_trace() {
    var refusal = (BidAnswer.Refuse) intake.receive(alice.bid().toBytes(), open(0));
    assertThat(refusal.reason()).isEqualTo(RefusalReason.NOT_SEALED);
    assertThat(intake.book(0, BUS).bids()).isEmpty();
    var inOpen = new BidIntake(desk(BUS, "alice"));
    var malformed = (BidAnswer.Refuse) inOpen.receive(seal(alice).toBytes(), open(0));
    assertThat(malformed.reason()).isEqualTo(RefusalReason.MALFORMED);
  }

  @Test
  void the_book_has_the_sealed_bids_and_is_handed_in_while_the_ledger_takes_it() {
    intake.receive(seal(alice).toBytes(), open(0));
    intake.receive(seal(bob).toBytes(), open(0));
    SignedEnvelope book = books.due(gate + 12_000).getFirst();
    assertThat(BidBook.ofBytes(book.payload()).bids()).containsExactly(seal(alice), seal(bob));
    assertThat(books.due(gate + 12_001)).as("the rest of the window is for reveals").isEmpty();
  }

  @Test
  void reveals_are_handed_in_together_as_soon_as_all_are_there() {
    reveals.onClosed(0, List.of(id("alice"), id("bob")));
    assertThat(reveals.receive(bob.toBytes(), gate + 5)).isEmpty();
    List<SignedEnvelope> due = reveals.receive(alice.toBytes(), gate + 6);
    assertThat(shown(due.getFirst()).openings()).containsExactly(alice, bob);
    assertThat(due.getFirst().isSignedBy(desk.key().verificationKey(), desk.context())).isTrue();
    assertThat(reveals.due(gate + 7)).as("until they stand").isEqualTo(due);
    reveals.onStanding(0, List.of(id("alice")));
    assertThat(shown(reveals.due(gate + 8).getFirst()).openings()).containsExactly(bob);
    reveals.onStanding(0, List.of(id("alice"), id("bob")));
    assertThat(reveals.due(gate + 9)).isEmpty();
  }

  @Test
  void what_one_member_keeps_back_does_not_hold_the_others_up() {
    reveals.onClosed(0, List.of(id("alice"), id("bob")));
    reveals.receive(bob.toBytes(), gate + 5);
    assertThat(reveals.due(gate + 2_000)).as("the others are waited for a little").isEmpty();
    assertThat(shown(reveals.due(gate + 4_000).getFirst()).openings()).containsExactly(bob);
    assertThat(reveals.due(SCHEDULE.bookDeadlineMillis(0) + 1)).as("too late").isEmpty();
  }

  @Test
  void a_reveal_is_taken_neither_before_closure_nor_from_anybody_else_nor_damaged() {
    assertThat(reveals.receive(alice.toBytes(), gate)).isEmpty();
    reveals.onClosed(0, List.of(id("alice")));
    assertThat(reveals.due(gate)).as("what came before is not kept").isEmpty();
    byte[] forged = alice.toBytes();
    forged[forged.length - 1] ^= 1;
    SignedEnvelope other = sign("bob", MarketCodec.encode(aliceBid()));
    for (byte[] bad :
        List.of(
            bob.toBytes(),
            forged,
            opening(other).toBytes(),
            new byte[5],
            new byte[100_000],
            opening(bid("alice", 1, 2)).toBytes())) {
      assertThat(reveals.receive(bad, gate + 1)).isEmpty();
      assertThat(reveals.due(gate + 1)).isEmpty();
    }
    assertThat(reveals.receive(alice.toBytes(), gate + 2)).hasSize(1);
  }

  private static Bid aliceBid() {
    return new Bid(id("alice"), BUS, 0, 1, OFFER);
  }

  @Test
  void what_came_with_a_request_is_planned_when_it_is_revealed() {
    var step = new HorizonRequest.Step(-5_000, 5_000, 0, 36_000_000, 1_000_000, 1_000_000, 0);
    var request =
        new HorizonRequest(18_000_000, 950_000, 0, 25_000_000, Collections.nCopies(12, step));
    Opening asked =
        opening(sign(new Bid(id("alice"), BUS, 0, 1, BidCurve.fixed(0), Optional.of(request))));
    reveals.onClosed(0, List.of(id("alice")));
    Reveals planned = shown(reveals.receive(asked.toBytes(), gate + 1).getFirst());
    assertThat(request.allows(planned.schedules().getFirst().toArray(), 300)).isTrue();
  }

  @Test
  void more_than_one_transaction_can_carry_is_handed_in_by_several() {
    String[] names = IntStream.range(0, 3_000).mapToObj("p-%04d"::formatted).toArray(String[]::new);
    BidIntake.Desk wide = sealedDesk(BUS, "alice");
    var members = new java.util.HashMap<>(wide.members());
    for (String name : names) {
      members.put(id(name), wide.members().get(id("alice")));
    }
    var big =
        new BidIntake.Desk(
            BUS,
            wide.aggregator(),
            wide.key(),
            wide.context(),
            SCHEDULE,
            members,
            SealedIntervals.all(8_000));
    var many = new RevealDesk(big, new BookKeeping(big, new BidIntake(big)));
    many.onClosed(0, Arrays.stream(names).map(io.wattmesh.market.MarketFixture::id).toList());
    long[] watts = new long[64];
    Arrays.setAll(watts, k -> k * 1_000L);
    var longest = new BidCurve(watts, watts);
    List<SignedEnvelope> due = List.of();
    for (String name : names) {
      byte[] payload = MarketCodec.encode(new Bid(id(name), BUS, 0, 1, longest));
      SignedEnvelope bid =
          big.context()
              .sign(MessageType.BID, name, payload, io.wattmesh.market.MarketFixture.key("alice"));
      due = many.receive(new Opening(new byte[32], bid).toBytes(), gate + 1);
    }
    assertThat(due).hasSizeGreaterThan(1);
    assertThat(due).allMatch(part -> part.payloadLength() <= MessageType.REVEALS.maxPayloadBytes());
    assertThat(due.stream().mapToInt(part -> shown(part).openings().size()).sum())
        .isEqualTo(names.length);
  }
}
