package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.key;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.ResultUp;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.market.clearing.RegionEffect.SendAgain;
import io.wattmesh.market.clearing.RegionEffect.SendToRegion;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A region that signs something else than its clearing gives, and hides what it should have sent.
 */
public final class LyingRegion implements UnaryOperator<RegionEffect> {
  /** Tells another content than the honest one, or the same. */
  @FunctionalInterface
  public interface Lie {
    Content tell(int toRegion, Content honest);
  }

  private final String name;
  private final Lie lie;
  private int lies;

  private LyingRegion(int region, Lie lie) {
    this.name = "region-" + region;
    this.lie = lie;
  }

  static LyingRegion of(int region, Lie lie) {
    return new LyingRegion(region, lie);
  }

  /** Lies in one kind of message of the region step, to everybody. */
  static <M extends RegionMessage> LyingRegion in(
      int region, Class<M> kind, UnaryOperator<RegionMessage> lie) {
    return of(
        region,
        (to, honest) ->
            honest instanceof Content.Step step && kind.isInstance(step.message())
                ? new Content.Step(lie.apply(step.message()))
                : honest);
  }

  /** Lies in the result that goes up, at some place of its arrays. */
  static LyingRegion inResult(int region, Consumer<ResultPart> change) {
    return in(
        region,
        ResultUp.class,
        message -> {
          ResultPart part = copy(((ResultUp) message).part());
          change.accept(part);
          return new ResultUp(message.step(), part);
        });
  }

  private static ResultPart copy(ResultPart part) {
    return ResultPart.join(List.of(part));
  }

  /** How many messages were not the honest ones. */
  int lies() {
    return lies;
  }

  @Override
  public RegionEffect apply(RegionEffect effect) {
    return switch (effect) {
      case SendToRegion send -> new SendToRegion(send.region(), twist(send.envelope()));
      case SendAgain send -> new SendAgain(send.region(), twist(send.envelope()));
      case RegionEffect.Submit submit ->
          new RegionEffect.Submit(twistClearing(submit.clearing()), submit.figures());
      case RegionEffect.Abandon abandon -> {
        Testimony honest = abandon.testimony();
        var hidden =
            new Testimony(
                honest.region(),
                honest.interval(),
                honest.booksRoot(),
                honest.received(),
                List.of(),
                true);
        yield new RegionEffect.Abandon(abandon.interval(), abandon.reason(), hidden);
      }
      default -> effect;
    };
  }

  private SignedEnvelope twist(SignedEnvelope envelope) {
    RegionEnvelope honest = RegionEnvelope.ofBytes(envelope.payload());
    var told =
        new RegionEnvelope(
            honest.interval(),
            honest.booksRoot(),
            honest.from(),
            honest.to(),
            lie.tell(honest.to(), honest.content()));
    return sign(MessageType.REGION_MESSAGE, envelope, told.toBytes());
  }

  /** Doctors the clearing if its lie has a word about the region's own number. */
  private SignedEnvelope twistClearing(SignedEnvelope envelope) {
    ClearingCertificate honest = ClearingCertificate.decode(envelope.payload());
    if (!(lie instanceof DoctoredClearing doctored)) {
      return envelope;
    }
    return sign(MessageType.CLEARING, envelope, doctored.doctor(honest).encode());
  }

  /** A lie in the clearing alone. */
  interface DoctoredClearing extends Lie {
    ClearingCertificate doctor(ClearingCertificate honest);

    @Override
    default Content tell(int toRegion, Content honest) {
      return honest;
    }
  }

  private SignedEnvelope sign(MessageType type, SignedEnvelope honest, byte[] payload) {
    SignedEnvelope told = CONTEXT.sign(type, name, payload, key(name));
    lies += told.equals(honest) ? 0 : 1;
    return told;
  }
}
