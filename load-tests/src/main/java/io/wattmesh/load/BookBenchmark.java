package io.wattmesh.load;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Canonical bytes of what goes to the ledger for a bus: its book of bids and its readings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BookBenchmark {
  private static final int BUS = 3;
  private static final long INTERVAL = 17;

  @Param("1000")
  private int participants;

  private final SigningContext context = new SigningContext(Sha256.of(new byte[] {1}), 1);
  private BidBook book;
  private Readings readings;
  private byte[] bookBytes;
  private byte[] readingsBytes;

  /** What the check of each signature costs is the signature benchmark's matter. */
  @Setup
  public void sign() {
    SigningKey key = DemoKeys.derive(1, "anybody");
    List<SignedEnvelope> bids = new ArrayList<>();
    List<SignedEnvelope> read = new ArrayList<>();
    for (int k = 0; k < participants; k++) {
      var id = new ParticipantId("house-%05d".formatted(k));
      var curve = new BidCurve(new long[] {-9_000 - k, 0}, new long[] {18_000_000, 31_000_000 + k});
      byte[] bid = MarketCodec.encode(new Bid(id, BUS, INTERVAL, INTERVAL + 1, curve));
      bids.add(context.sign(MessageType.BID, id.value(), bid, key));
      byte[] reading = MarketCodec.encode(new MeterReading(id, INTERVAL, -3_600_000L - k));
      read.add(context.sign(MessageType.METER_READING, "meter", reading, key));
    }
    book = new BidBook(INTERVAL, BUS, bids);
    readings = new Readings(INTERVAL, BUS, read);
    bookBytes = book.toBytes();
    readingsBytes = readings.toBytes();
  }

  @Benchmark
  public byte[] encodeBook() {
    return book.toBytes();
  }

  @Benchmark
  public BidBook readBook() {
    return BidBook.ofBytes(bookBytes);
  }

  /** The root that receipts prove a bid by. */
  @Benchmark
  public Hash rootOfBook() {
    return book.root();
  }

  @Benchmark
  public byte[] encodeReadings() {
    return readings.toBytes();
  }

  @Benchmark
  public Readings readReadings() {
    return Readings.ofBytes(readingsBytes);
  }
}
