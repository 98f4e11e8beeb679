package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;

/** What a transaction is to a participant. */
enum TransactionRole {
  SIGNER("signed it"),
  BID("has its bid"),
  READING("has its reading"),
  NONE("");

  private final String words;

  TransactionRole(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static TransactionRole of(TransactionView view, ParticipantId id) {
    if (view.envelope().isEmpty()) {
      return NONE;
    }
    SignedEnvelope envelope = view.envelope().get();
    if (envelope.signer().equals(id.value())) {
      return SIGNER;
    }
    try {
      return switch (envelope.type()) {
        case BID_BOOK -> hasBid(envelope, id) ? BID : NONE;
        case REVEALS -> hasOpening(envelope, id) ? BID : NONE;
        case READINGS -> hasReading(envelope, id) ? READING : NONE;
        default -> NONE;
      };
    } catch (MalformedBytesException e) {
      return NONE; // It was refused as malformed.
    }
  }

  private static boolean hasBid(SignedEnvelope envelope, ParticipantId id) {
    return BidBook.ofBytes(envelope.payload()).bids().stream()
        .anyMatch(bid -> bid.signer().equals(id.value()));
  }

  private static boolean hasOpening(SignedEnvelope envelope, ParticipantId id) {
    return Reveals.ofBytes(envelope.payload()).openings().stream()
        .anyMatch(opening -> opening.bid().signer().equals(id.value()));
  }

  private static boolean hasReading(SignedEnvelope envelope, ParticipantId id) {
    return Readings.ofBytes(envelope.payload()).readings().stream()
        .filter(reading -> reading.type() == MessageType.METER_READING)
        .anyMatch(reading -> isOf(reading, id));
  }

  private static boolean isOf(SignedEnvelope reading, ParticipantId id) {
    try {
      return MarketCodec.decodeReading(reading.payload()).participant().equals(id);
    } catch (MalformedBytesException e) {
      return false;
    }
  }
}
