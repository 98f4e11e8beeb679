package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a call with a good signature and a free nonce used, paid, gave and told, whether it was
 * carried out or not. Its hash stands in the call's outcome, under the block's outcomes root.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param feeMicros what the caller paid for the gas, micro-tokens
 * @param result what the method gave; empty if it gives nothing or failed
 * @param events none if it failed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record CallReceipt(
    Hash transaction,
    ParticipantId caller,
    String contract,
    String method,
    long gasLimit,
    long gasUsed,
    long feeMicros,
    byte[] result,
    List<ContractEvent> events) {
  /** The longest result of a method. */
  public static final int MAX_RESULT_BYTES = 4 * 1024;

  /** A call tells at most so many events. */
  public static final int MAX_EVENTS = 64;

  /** Longer ones are refused before they are read; within the bounds above none is. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final String LABEL = "wattmesh/call-receipt";
  private static final int MAX_NAME = 48;
  private static final int MIN_EVENT_BYTES = 3 * Integer.BYTES;

  public CallReceipt {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(caller);
    Objects.requireNonNull(contract);
    Objects.requireNonNull(method);
    result = result.clone();
    events = List.copyOf(events);
    if (result.length > MAX_RESULT_BYTES || events.size() > MAX_EVENTS) {
      throw new IllegalArgumentException(
          "A call gives at most %d bytes and tells at most %d events, this has %d and %d."
              .formatted(MAX_RESULT_BYTES, MAX_EVENTS, result.length, events.size()));
    }
  }

  @Override
  public byte[] result() {
    return result.clone();
  }

  /** What stands in the outcome: a labelled hash of the receipt's bytes. */
  public Hash hash() {
    return Sha256.labelled(LABEL, toBytes());
  }

  public byte[] toBytes() {
    var out =
        new CanonicalWriter()
            .hash(transaction)
            .text(caller.value())
            .text(contract)
            .text(method)
            .i64(gasLimit)
            .i64(gasUsed)
            .i64(feeMicros)
            .bytes(result)
            .i32(events.size());
    events.forEach(event -> event.write(out));
    return out.toByteArray();
  }

  public static CallReceipt ofBytes(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A call's receipt has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    return CanonicalReader.readAll(bytes, CallReceipt::read);
  }

  private static CallReceipt read(CanonicalReader in) {
    return new CallReceipt(
        in.hash(),
        MarketCodec.readParticipant(in),
        in.text(MAX_NAME),
        in.text(MAX_NAME),
        in.i64(),
        in.i64(),
        in.i64(),
        in.bytes(MAX_RESULT_BYTES),
        readEvents(in));
  }

  private static List<ContractEvent> readEvents(CanonicalReader in) {
    int count = in.count(MAX_EVENTS, MIN_EVENT_BYTES);
    var events = new ArrayList<ContractEvent>(count);
    for (int k = 0; k < count; k++) {
      events.add(ContractEvent.read(in));
    }
    return events;
  }
}
