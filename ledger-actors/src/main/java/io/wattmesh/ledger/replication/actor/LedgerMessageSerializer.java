package io.wattmesh.ledger.replication.actor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.replication.Asker;
import io.wattmesh.ledger.replication.FollowedBlock;
import io.wattmesh.ledger.replication.Followers;
import io.wattmesh.ledger.replication.GatewayAddress;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.wire.ledger.v1.AnsweredMessage;
import io.wattmesh.proto.wire.ledger.v1.BlocksMessage;
import io.wattmesh.proto.wire.ledger.v1.ConsensusMessageEnvelope;
import io.wattmesh.proto.wire.ledger.v1.FollowMessage;
import io.wattmesh.proto.wire.ledger.v1.FoundMessage;
import io.wattmesh.proto.wire.ledger.v1.HandInMessage;
import io.wattmesh.proto.wire.ledger.v1.LocateMessage;
import io.wattmesh.proto.wire.ledger.v1.ReplyMessage;
import io.wattmesh.proto.wire.ledger.v1.SubmitTransactionMessage;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Messages to validators, and their answers to gateways and clients, as protobuf. */
public final class LedgerMessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_400_002;
  private static final int MAX_BYTES = 20 * 1024 * 1024;
  private static final int MAX_ADDRESS_CHARS = 1_024;

  private final ActorRefResolver addresses;

  public LedgerMessageSerializer(ExtendedActorSystem system) {
    this.addresses = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case ToValidator.Deliver deliver -> "D";
      case ToValidator.Submit submit -> "S";
      case ToValidator.Wake wake -> "W";
      case ToValidator.Locate locate -> "L";
      case ToValidator.HandIn handIn -> "H";
      case ToValidator.Follow follow -> "FO";
      case ToGateway.Answered answered -> "A";
      case ToGateway.Blocks blocks -> "B";
      case ToPlaces.Found found -> "F";
      case ToClient.Replied replied -> "R";
      default ->
          throw new IllegalArgumentException(message.getClass() + " is no message of these.");
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch (message) {
      case ToValidator.Deliver deliver ->
          ConsensusMessageEnvelope.newBuilder()
              .setMessage(ByteString.copyFrom(deliver.message()))
              .build()
              .toByteArray();
      case ToValidator.Submit submit -> toBinary(submit);
      case ToValidator.Wake wake -> new byte[0];
      case ToValidator.Locate locate ->
          LocateMessage.newBuilder()
              .setToken(locate.token())
              .setSeeker(addresses.toSerializationFormat(((ActorSeeker) locate.seeker()).actor()))
              .build()
              .toByteArray();
      case ToValidator.HandIn handIn ->
          HandInMessage.newBuilder()
              .setTransaction(ByteString.copyFrom(handIn.transaction()))
              .setGateway(address(handIn.gateway()))
              .build()
              .toByteArray();
      case ToValidator.Follow follow ->
          FollowMessage.newBuilder()
              .setGateway(address(follow.gateway()))
              .setFromHeight(follow.fromHeight())
              .build()
              .toByteArray();
      case ToGateway.Answered answered ->
          AnsweredMessage.newBuilder()
              .setValidator(answered.validator().value())
              .setTransaction(bytes(answered.transaction()))
              .setCode(answered.code().name())
              .setDetail(answered.detail())
              .build()
              .toByteArray();
      case ToGateway.Blocks blocks -> toBinary(blocks);
      case ToPlaces.Found found ->
          FoundMessage.newBuilder()
              .setToken(found.token())
              .setValidator(addresses.toSerializationFormat(found.actor()))
              .build()
              .toByteArray();
      case ToClient.Replied replied ->
          ReplyMessage.newBuilder()
              .setReply(ByteString.copyFrom(replied.reply().toBytes()))
              .build()
              .toByteArray();
      default ->
          throw new IllegalArgumentException(message.getClass() + " is no message of these.");
    };
  }

  private String address(GatewayAddress gateway) {
    return addresses.toSerializationFormat(((ActorGateway) gateway).actor());
  }

  private ActorGateway gateway(String address) {
    return new ActorGateway(addresses.resolveActorRef(address(address)));
  }

  private static byte[] toBinary(ToGateway.Blocks blocks) {
    var out =
        BlocksMessage.newBuilder().setValidator(blocks.validator().value()).setTip(blocks.tip());
    for (FollowedBlock followed : blocks.blocks()) {
      out.addBlocks(
          io.wattmesh.proto.wire.ledger.v1.FollowedBlock.newBuilder()
              .setBlock(ByteString.copyFrom(followed.block().toBytes()))
              .setStateRoot(bytes(followed.stateRoot())));
    }
    return out.build().toByteArray();
  }

  private static ToGateway.Blocks blocks(BlocksMessage message) {
    if (message.getBlocksCount() > Followers.MAX_BLOCKS) {
      throw new MalformedBytesException(
          "A message has at most %d blocks, this has %d."
              .formatted(Followers.MAX_BLOCKS, message.getBlocksCount()));
    }
    return new ToGateway.Blocks(
        new ParticipantId(message.getValidator()),
        message.getTip(),
        message.getBlocksList().stream()
            .map(
                followed ->
                    new FollowedBlock(
                        CanonicalReader.readAll(followed.getBlock().toByteArray(), Block::read),
                        hash(followed.getStateRoot())))
            .toList());
  }

  private static ToGateway.Answered answered(AnsweredMessage message) {
    try {
      return new ToGateway.Answered(
          new ParticipantId(message.getValidator()),
          hash(message.getTransaction()),
          AnswerCode.valueOf(message.getCode()),
          message.getDetail());
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("An answer: " + e.getMessage(), e);
    }
  }

  private static ByteString bytes(Hash hash) {
    return ByteString.copyFrom(new CanonicalWriter().hash(hash).toByteArray());
  }

  private static Hash hash(ByteString bytes) {
    return CanonicalReader.readAll(bytes.toByteArray(), CanonicalReader::hash);
  }

  private byte[] toBinary(ToValidator.Submit submit) {
    var out =
        SubmitTransactionMessage.newBuilder()
            .setTransaction(ByteString.copyFrom(submit.transaction()));
    submit
        .asker()
        .ifPresent(
            asker -> {
              ActorAddress address = (ActorAddress) asker.address();
              out.setReplyTo(addresses.toSerializationFormat(address.actor()))
                  .setEpoch(asker.epoch());
            });
    return out.build().toByteArray();
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
        case "W" -> new ToValidator.Wake();
        case "L" -> locate(LocateMessage.parseFrom(bytes));
        case "F" -> found(FoundMessage.parseFrom(bytes));
        case "H" -> handIn(HandInMessage.parseFrom(bytes));
        case "FO" -> follow(FollowMessage.parseFrom(bytes));
        case "A" -> answered(AnsweredMessage.parseFrom(bytes));
        case "B" -> blocks(BlocksMessage.parseFrom(bytes));
        case "S" -> submit(SubmitTransactionMessage.parseFrom(bytes));
        case "R" ->
            new ToClient.Replied(
                Reply.ofBytes(ReplyMessage.parseFrom(bytes).getReply().toByteArray()));
        default -> throw new MalformedBytesException("Manifest '" + manifest + "' is unknown.");
      };
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedBytesException("Message " + manifest + ": " + e.getMessage(), e);
    }
  }

  private ToValidator.Locate locate(LocateMessage message) {
    return new ToValidator.Locate(
        new ActorSeeker(addresses.resolveActorRef(address(message.getSeeker()))),
        message.getToken());
  }

  private ToPlaces.Found found(FoundMessage message) {
    return new ToPlaces.Found(
        message.getToken(), addresses.resolveActorRef(address(message.getValidator())));
  }

  private ToValidator.HandIn handIn(HandInMessage message) {
    return new ToValidator.HandIn(
        message.getTransaction().toByteArray(), gateway(message.getGateway()));
  }

  private ToValidator.Follow follow(FollowMessage message) {
    return new ToValidator.Follow(gateway(message.getGateway()), message.getFromHeight());
  }

  private static String address(String address) {
    if (address.length() > MAX_ADDRESS_CHARS) {
      throw new MalformedBytesException(
          "An actor's address has at most %d characters, this has %d."
              .formatted(MAX_ADDRESS_CHARS, address.length()));
    }
    return address;
  }

  private ToValidator.Submit submit(SubmitTransactionMessage message) {
    Optional<Asker> asker =
        message.getReplyTo().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Asker(
                    new ActorAddress(addresses.resolveActorRef(message.getReplyTo())),
                    message.getEpoch()));
    return new ToValidator.Submit(message.getTransaction().toByteArray(), asker);
  }
}
