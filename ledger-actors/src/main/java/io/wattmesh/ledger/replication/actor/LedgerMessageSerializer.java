package io.wattmesh.ledger.replication.actor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.wire.ledger.v1.ConsensusMessageEnvelope;
import io.wattmesh.proto.wire.ledger.v1.SubmitTransactionMessage;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Messages to validators as protobuf. */
public final class LedgerMessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_400_002;
  private static final int MAX_BYTES = 20 * 1024 * 1024;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch ((ToValidator.Wire) message) {
      case ToValidator.Deliver deliver -> "D";
      case ToValidator.Submit submit -> "S";
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch ((ToValidator.Wire) message) {
      case ToValidator.Deliver deliver ->
          ConsensusMessageEnvelope.newBuilder()
              .setMessage(ByteString.copyFrom(deliver.message()))
              .build()
              .toByteArray();
      case ToValidator.Submit submit ->
          SubmitTransactionMessage.newBuilder()
              .setTransaction(ByteString.copyFrom(submit.transaction()))
              .build()
              .toByteArray();
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A message has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    try {
      return switch (manifest) {
        case "D" ->
            new ToValidator.Deliver(
                ConsensusMessageEnvelope.parseFrom(bytes).getMessage().toByteArray());
        case "S" ->
            new ToValidator.Submit(
                SubmitTransactionMessage.parseFrom(bytes).getTransaction().toByteArray());
        default -> throw new MalformedBytesException("Manifest '" + manifest + "' is unknown.");
      };
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedBytesException("Message " + manifest + ": " + e.getMessage(), e);
    }
  }
}
