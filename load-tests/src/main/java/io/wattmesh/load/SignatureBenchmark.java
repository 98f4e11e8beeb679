package io.wattmesh.load;

import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A bid's life on the wire: encode, sign, read back, verify. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
  private final SigningKey key = DemoKeys.derive(1, "bidder");
  private final SigningContext context = new SigningContext(Sha256.of(new byte[] {1}), 1);
  private final Bid bid =
      new Bid(
          new ParticipantId("house-0001"),
          17,
          3,
          4,
          new BidCurve(
              new long[] {-9_000, -4_000, -1_500, 0, 5_000},
              new long[] {0, 18_000_000, 31_000_000, 31_000_000, 90_000_000}));
  private final byte[] payload = MarketCodec.encode(bid);
  private final SignedEnvelope envelope = context.sign(MessageType.BID, "house-0001", payload, key);
  private final byte[] bytes = envelope.toBytes();

  @Benchmark
  public byte[] encodeBid() {
    return MarketCodec.encode(bid);
  }

  @Benchmark
  public SignedEnvelope signBid() {
    return context.sign(MessageType.BID, "house-0001", payload, key);
  }

  @Benchmark
  public Bid readBid() {
    return MarketCodec.decodeBid(SignedEnvelope.ofBytes(bytes).payload());
  }

  @Benchmark
  public boolean verifyBid() {
    return envelope.isSignedBy(key.verificationKey(), context);
  }
}
