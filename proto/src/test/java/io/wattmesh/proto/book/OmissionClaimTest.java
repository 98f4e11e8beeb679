package io.wattmesh.proto.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OmissionClaimTest {
  private static final Signature NONE = Signature.of(new byte[Signature.BYTES]);
  private static final SignedEnvelope ACKNOWLEDGEMENT =
      new SignedEnvelope(
          new SigningContext(Hash.ZERO, 1),
          MessageType.BID_ACKNOWLEDGEMENT,
          "agg",
          new byte[9],
          NONE);

  private static SignedEnvelope bid(String signer) {
    return bid(signer, new byte[3]);
  }

  private static SignedEnvelope bid(String signer, byte[] payload) {
    return new SignedEnvelope(
        new SigningContext(Hash.ZERO, 1), MessageType.BID, signer, payload, NONE);
  }

  /** The k-th name in order. */
  private static String name(int k) {
    return "p" + (char) ('a' + k);
  }

  /** A book of every second name. */
  private static BidBook book(int bids) {
    return new BidBook(0, 1, IntStream.range(0, bids).mapToObj(k -> bid(name(2 * k + 1))).toList());
  }

  private static OmissionClaim claim(SignedEnvelope bid, BidBook book) {
    return OmissionClaim.of(ACKNOWLEDGEMENT, bid, Optional.of(book));
  }

  @Test
  void who_is_not_in_a_book_can_show_it_and_who_is_shows_the_entry() {
    for (int bids = 0; bids <= 4; bids++) {
      BidBook book = book(bids);
      for (int k = 0; k <= 2 * bids; k++) {
        OmissionClaim claim = claim(bid(name(k)), book);
        boolean booked = k % 2 == 1;
        assertThat(claim.showsAbsence(book.root())).as("%d of %d", k, bids).isEqualTo(!booked);
        assertThat(claim.ownLeaf(book.root()).isPresent()).isEqualTo(booked);
        assertThat(claim.showsAbsence(book(bids + 1).root())).isFalse();
        assertThat(OmissionClaim.ofBytes(claim.toBytes())).isEqualTo(claim);
      }
    }
  }

  @Test
  void no_entries_at_whatever_places_show_that_somebody_is_missing_who_is_in_the_book() {
    for (int bids = 1; bids <= 6; bids++) {
      BidBook book = book(bids);
      List<BookLeaf> stated = statedLeaves(book);
      for (SignedEnvelope booked : book.bids()) {
        for (BookLeaf first : stated) {
          assertThat(shows(booked, book, List.of(first))).isFalse();
          for (BookLeaf second : stated) {
            assertThat(shows(booked, book, List.of(first, second))).isFalse();
          }
        }
        assertThat(shows(booked, book, List.of())).isFalse();
      }
    }
  }

  private static boolean shows(SignedEnvelope bid, BidBook book, List<BookLeaf> leaves) {
    return new OmissionClaim(ACKNOWLEDGEMENT, bid, leaves).showsAbsence(book.root());
  }

  /** Each entry with its true path, under every index and size that still leads to the root. */
  private static List<BookLeaf> statedLeaves(BidBook book) {
    var leaves = new ArrayList<BookLeaf>();
    for (int k = 0; k < book.bids().size(); k++) {
      BookLeaf real = BookLeaf.of(book, k);
      for (int size = 1; size <= book.bids().size() + 3; size++) {
        for (int index = 0; index < size; index++) {
          var stated =
              new BookLeaf(
                  real.bid(), real.schedule(), new MerkleProof(index, size, real.inBook().path()));
          if (stated.isIn(book.root())) {
            leaves.add(stated);
          }
        }
      }
    }
    assertThat(leaves).hasSizeGreaterThanOrEqualTo(book.bids().size());
    return leaves;
  }

  @Test
  void every_cut_and_every_further_byte_is_malformed() {
    byte[] good = claim(bid(name(2)), book(3)).toBytes();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> OmissionClaim.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    assertThatThrownBy(() -> OmissionClaim.ofBytes(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void a_flipped_bit_is_refused_or_gives_other_bytes_that_are_canonical_themselves() {
    byte[] good = claim(bid(name(2)), book(2)).toBytes();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      OmissionClaim read;
      try {
        read = OmissionClaim.ofBytes(flipped);
      } catch (MalformedBytesException e) {
        continue;
      }
      assertThat(read.toBytes()).isEqualTo(flipped);
    }
  }

  @Test
  void the_largest_claim_fits_into_its_message() {
    byte[] most = new byte[MessageType.BID.maxPayloadBytes()];
    String name = "p".repeat(ParticipantId.MAX_LENGTH);
    var schedule = new Schedule(Collections.nCopies(HorizonRequest.MAX_INTERVALS, 1L));
    var path = new MerkleProof(0, 20_000, Collections.nCopies(15, Hash.ZERO));
    var acknowledgement =
        new SignedEnvelope(
            new SigningContext(Hash.ZERO, 1),
            MessageType.BID_ACKNOWLEDGEMENT,
            name,
            new byte[MessageType.BID_ACKNOWLEDGEMENT.maxPayloadBytes()],
            NONE);
    var leaf = new BookLeaf(bid(name, most), schedule, path);
    var claim = new OmissionClaim(acknowledgement, bid(name, most), List.of(leaf, leaf));

    assertThat(claim.toBytes().length).isLessThan(MessageType.OMISSION.maxPayloadBytes());
    assertThatThrownBy(
            () -> new OmissionClaim(acknowledgement, bid(name), List.of(leaf, leaf, leaf)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2 entries");
  }
}
