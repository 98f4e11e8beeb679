package io.wattmesh.market.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.wattmesh.market.message.ToAggregator.BookCommitted;
import io.wattmesh.market.message.ToAggregator.BooksFrozen;
import io.wattmesh.market.message.ToAggregator.BusCleared;
import io.wattmesh.market.message.ToAggregator.BusStands;
import io.wattmesh.market.message.ToAggregator.IntervalVoided;
import io.wattmesh.market.message.ToAggregator.ResponseAsked;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.message.ToAggregator.SubmitBid;
import io.wattmesh.market.message.ToAggregator.SubmitReveal;
import io.wattmesh.market.message.ToMeter.Delivered;
import io.wattmesh.market.message.ToMeter.IntervalEnded;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.market.message.ToProsumer.BidStands;
import io.wattmesh.market.message.ToRegion.ClearingBegins;
import io.wattmesh.market.message.ToRegion.ClearingEnded;
import io.wattmesh.market.message.ToRegion.ClearingVoided;
import io.wattmesh.market.message.ToRegion.ResponseGiven;
import io.wattmesh.market.message.ToRegion.Signed;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.wire.market.v1.AwardMessage;
import io.wattmesh.proto.wire.market.v1.BidAcknowledgedMessage;
import io.wattmesh.proto.wire.market.v1.BidRefusedMessage;
import io.wattmesh.proto.wire.market.v1.BidStandsMessage;
import io.wattmesh.proto.wire.market.v1.BookCommittedMessage;
import io.wattmesh.proto.wire.market.v1.BooksClosedMessage;
import io.wattmesh.proto.wire.market.v1.BooksFrozenMessage;
import io.wattmesh.proto.wire.market.v1.BusClearedMessage;
import io.wattmesh.proto.wire.market.v1.DeliveredMessage;
import io.wattmesh.proto.wire.market.v1.IntervalEndedMessage;
import io.wattmesh.proto.wire.market.v1.IntervalVoidedMessage;
import io.wattmesh.proto.wire.market.v1.MarketTickMessage;
import io.wattmesh.proto.wire.market.v1.RefusedBid;
import io.wattmesh.proto.wire.market.v1.ResponseAskedMessage;
import io.wattmesh.proto.wire.market.v1.ResponseGivenMessage;
import io.wattmesh.proto.wire.market.v1.SignedMessage;
import io.wattmesh.proto.wire.market.v1.SubmitBidMessage;
import io.wattmesh.proto.wire.market.v1.SubmitRevealMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Wire messages as protobuf and back, by a manifest of two or three letters. Bytes beyond {@link
 * #MAX_BYTES} are refused before they are parsed.
 */
public final class MarketMessageCodec {
  public static final int MAX_BYTES = 20 * 1024 * 1024;

  private MarketMessageCodec() {}

  public static String manifest(WireMessage message) {
    return switch (message) {
      case MarketTick tick -> "T";
      case SubmitBid submit -> "SB";
      case SubmitReveal submit -> "SR";
      case ToAggregator.BooksClosed closed -> "AC";
      case ToProsumer.BooksClosed closed -> "PC";
      case BidStands stands -> "PS";
      case BidAcknowledged acknowledged -> "BA";
      case BidRefused refused -> "BR";
      case AwardTold award -> "AW";
      case Delivered delivered -> "DE";
      case IntervalEnded ended -> "IE";
      case BookCommitted committed -> "BC";
      case BusStands stands -> "BS";
      case BooksFrozen frozen -> "BF";
      case BusCleared cleared -> "CL";
      case IntervalVoided voided -> "IV";
      case ResponseAsked asked -> "RA";
      case ResponseGiven given -> "RG";
      case Signed signed -> "S";
      case ClearingBegins begins -> "CB";
      case ClearingEnded ended -> "CE";
      case ClearingVoided voided -> "CV";
      default ->
          throw new IllegalArgumentException(message.getClass().getName() + " has no wire form.");
    };
  }

  public static byte[] encode(WireMessage message) {
    return toProtobuf(message).toByteArray();
  }

  private static MessageLite toProtobuf(WireMessage message) {
    return switch (message) {
      case MarketTick m -> MarketTickMessage.newBuilder().setNowMillis(m.nowMillis()).build();
      case SubmitBid m ->
          SubmitBidMessage.newBuilder().setSignedBid(ByteString.copyFrom(m.signedBid())).build();
      case SubmitReveal m ->
          SubmitRevealMessage.newBuilder().setOpening(ByteString.copyFrom(m.opening())).build();
      case ToAggregator.BooksClosed m ->
          BooksClosedMessage.newBuilder()
              .setInterval(m.interval())
              .addAllAwaited(m.awaited().stream().map(ParticipantId::value).toList())
              .build();
      case ToProsumer.BooksClosed m ->
          BooksClosedMessage.newBuilder().setInterval(m.interval()).build();
      case BidStands m -> BidStandsMessage.newBuilder().setInterval(m.interval()).build();
      case BidAcknowledged m ->
          BidAcknowledgedMessage.newBuilder()
              .setInterval(m.interval())
              .setSignedAcknowledgement(bytes(m.acknowledgement()))
              .build();
      case BidRefused m ->
          BidRefusedMessage.newBuilder()
              .setInterval(m.interval())
              .setNonce(m.nonce())
              .setReason(m.reason())
              .setDetail(m.detail())
              .build();
      case AwardTold m ->
          AwardMessage.newBuilder()
              .setInterval(m.interval())
              .setAwardWatts(m.awardWatts())
              .setPriceMicrosPerMwh(m.priceMicrosPerMwh())
              .setVoided(m.voided())
              .setScheduledWatts(m.scheduledWatts())
              .build();
      case Delivered m ->
          DeliveredMessage.newBuilder()
              .setParticipant(m.participant().value())
              .setInterval(m.interval())
              .setEnergyJoules(m.energyJoules())
              .build();
      case IntervalEnded m -> IntervalEndedMessage.newBuilder().setInterval(m.interval()).build();
      case BookCommitted m -> committed(m);
      case BusStands m -> standing(m.interval(), m.standing()).build();
      case BooksFrozen m ->
          BooksFrozenMessage.newBuilder()
              .setInterval(m.interval())
              .setBooksRoot(bytes(m.booksRoot()))
              .build();
      case BusCleared m ->
          BusClearedMessage.newBuilder()
              .setInterval(m.interval())
              .setPricePicosPerMwh(m.pricePicosPerMwh())
              .setInjectionWatts(m.injectionWatts())
              .setSettlementPriceMicrosPerMwh(m.settlementPriceMicrosPerMwh())
              .build();
      case IntervalVoided m -> IntervalVoidedMessage.newBuilder().setInterval(m.interval()).build();
      case ResponseAsked m ->
          ResponseAskedMessage.newBuilder()
              .setInterval(m.interval())
              .setRegion(m.region())
              .setPricePicosPerMwh(m.pricePicosPerMwh())
              .build();
      case ResponseGiven m ->
          ResponseGivenMessage.newBuilder()
              .setInterval(m.interval())
              .setBus(m.bus())
              .setPricePicosPerMwh(m.pricePicosPerMwh())
              .setLowWatts(m.lowWatts())
              .setHighWatts(m.highWatts())
              .build();
      case Signed m -> SignedMessage.newBuilder().setEnvelope(bytes(m.envelope())).build();
      case ClearingBegins m ->
          BooksFrozenMessage.newBuilder()
              .setInterval(m.interval())
              .setBooksRoot(bytes(m.booksRoot()))
              .putAllSpeakers(m.speakers())
              .build();
      case ClearingEnded m -> IntervalEndedMessage.newBuilder().setInterval(m.interval()).build();
      case ClearingVoided m -> IntervalVoidedMessage.newBuilder().setInterval(m.interval()).build();
      default ->
          throw new IllegalArgumentException(message.getClass().getName() + " has no wire form.");
    };
  }

  private static BookCommittedMessage committed(BookCommitted message) {
    var builder =
        standing(message.interval(), message.standing()).setBookRoot(bytes(message.bookRoot()));
    message
        .refused()
        .forEach(
            (participant, reason) ->
                builder.addRefused(
                    RefusedBid.newBuilder().setParticipant(participant.value()).setReason(reason)));
    return builder.build();
  }

  private static BookCommittedMessage.Builder standing(
      long interval, List<StandingCurve> standing) {
    var builder = BookCommittedMessage.newBuilder().setInterval(interval);
    for (StandingCurve bid : standing) {
      var curve =
          io.wattmesh.proto.wire.market.v1.StandingCurve.newBuilder()
              .setParticipant(bid.participant().value())
              .setScheduledWatts(bid.scheduledWatts());
      for (int k = 0; k < bid.curve().points(); k++) {
        curve.addPowerWatts(bid.curve().powerWatts(k));
        curve.addPriceMicrosPerMwh(bid.curve().priceMicrosPerMwh(k));
      }
      builder.addStanding(curve);
    }
    return builder;
  }

  /**
   * @throws MalformedBytesException if the bytes are not a message of this manifest
   */
  public static WireMessage decode(String manifest, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A message has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    try {
      return parse(manifest, bytes);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedBytesException("Message " + manifest + ": " + e.getMessage(), e);
    }
  }

  private static WireMessage parse(String manifest, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "T" -> new MarketTick(MarketTickMessage.parseFrom(bytes).getNowMillis());
      case "SB" -> new SubmitBid(SubmitBidMessage.parseFrom(bytes).getSignedBid().toByteArray());
      case "SR" ->
          new SubmitReveal(SubmitRevealMessage.parseFrom(bytes).getOpening().toByteArray());
      case "AC" -> {
        var m = BooksClosedMessage.parseFrom(bytes);
        yield new ToAggregator.BooksClosed(
            m.getInterval(), m.getAwaitedList().stream().map(ParticipantId::new).toList());
      }
      case "PC" -> new ToProsumer.BooksClosed(BooksClosedMessage.parseFrom(bytes).getInterval());
      case "PS" -> new BidStands(BidStandsMessage.parseFrom(bytes).getInterval());
      case "BA" -> {
        var m = BidAcknowledgedMessage.parseFrom(bytes);
        yield new BidAcknowledged(m.getInterval(), envelope(m.getSignedAcknowledgement()));
      }
      case "BR" -> {
        var m = BidRefusedMessage.parseFrom(bytes);
        yield new BidRefused(m.getInterval(), m.getNonce(), m.getReason(), m.getDetail());
      }
      case "AW" -> {
        var m = AwardMessage.parseFrom(bytes);
        yield new AwardTold(
            m.getInterval(),
            m.getAwardWatts(),
            m.getPriceMicrosPerMwh(),
            m.getVoided(),
            m.getScheduledWatts());
      }
      case "DE" -> {
        var m = DeliveredMessage.parseFrom(bytes);
        yield new Delivered(
            new ParticipantId(m.getParticipant()), m.getInterval(), m.getEnergyJoules());
      }
      case "IE" -> new IntervalEnded(IntervalEndedMessage.parseFrom(bytes).getInterval());
      case "BC" -> committed(BookCommittedMessage.parseFrom(bytes));
      case "BS" -> {
        var m = BookCommittedMessage.parseFrom(bytes);
        yield new BusStands(m.getInterval(), standing(m));
      }
      case "BF" -> {
        var m = BooksFrozenMessage.parseFrom(bytes);
        yield new BooksFrozen(m.getInterval(), hash(m.getBooksRoot()));
      }
      case "CL" -> {
        var m = BusClearedMessage.parseFrom(bytes);
        yield new BusCleared(
            m.getInterval(),
            m.getPricePicosPerMwh(),
            m.getInjectionWatts(),
            m.getSettlementPriceMicrosPerMwh());
      }
      case "IV" -> new IntervalVoided(IntervalVoidedMessage.parseFrom(bytes).getInterval());
      case "RA" -> {
        var m = ResponseAskedMessage.parseFrom(bytes);
        yield new ResponseAsked(m.getInterval(), m.getRegion(), m.getPricePicosPerMwh());
      }
      case "RG" -> {
        var m = ResponseGivenMessage.parseFrom(bytes);
        yield new ResponseGiven(
            m.getInterval(),
            m.getBus(),
            m.getPricePicosPerMwh(),
            m.getLowWatts(),
            m.getHighWatts());
      }
      case "S" -> new Signed(envelope(SignedMessage.parseFrom(bytes).getEnvelope()));
      case "CB" -> {
        var m = BooksFrozenMessage.parseFrom(bytes);
        yield new ClearingBegins(m.getInterval(), hash(m.getBooksRoot()), m.getSpeakersMap());
      }
      case "CE" -> new ClearingEnded(IntervalEndedMessage.parseFrom(bytes).getInterval());
      case "CV" -> new ClearingVoided(IntervalVoidedMessage.parseFrom(bytes).getInterval());
      default -> throw new MalformedBytesException("Manifest '" + manifest + "' is unknown.");
    };
  }

  private static List<StandingCurve> standing(BookCommittedMessage message) {
    return message.getStandingList().stream()
        .map(
            bid ->
                new StandingCurve(
                    new ParticipantId(bid.getParticipant()),
                    BidCurve.ofStanding(
                        longs(bid.getPowerWattsList()), longs(bid.getPriceMicrosPerMwhList())),
                    bid.getScheduledWatts()))
        .toList();
  }

  private static BookCommitted committed(BookCommittedMessage message) {
    Map<ParticipantId, String> refused = new HashMap<>();
    message
        .getRefusedList()
        .forEach(bid -> refused.put(new ParticipantId(bid.getParticipant()), bid.getReason()));
    return new BookCommitted(
        message.getInterval(), hash(message.getBookRoot()), standing(message), refused);
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static ByteString bytes(SignedEnvelope envelope) {
    return ByteString.copyFrom(envelope.toBytes());
  }

  private static ByteString bytes(Hash hash) {
    return ByteString.copyFrom(hash.bytes());
  }

  private static SignedEnvelope envelope(ByteString bytes) {
    return SignedEnvelope.ofBytes(bytes.toByteArray());
  }

  private static Hash hash(ByteString bytes) {
    return Hash.of(bytes.toByteArray());
  }
}
