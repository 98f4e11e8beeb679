package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.MalformedBytesException;

/** What a signed message says. The code is signed, so no message can be taken for another kind. */
public enum MessageType {
  BID(1, 16 * 1024),
  BID_ACKNOWLEDGEMENT(2, 1024),
  // A book or a set of readings must fit into a block of 4 MiB with its envelope.
  BID_BOOK(3, 3 * 1024 * 1024),
  CLEARING(4, 1024 * 1024),
  METER_READING(5, 1024),
  READINGS(6, 3 * 1024 * 1024),
  CALL(7, 64 * 1024),
  TRADE(8, 1024),
  DIFFERENCE_CONTRACT(24, 1024),
  REDEMPTION(25, 1024),
  // 1024 validators take 94 KiB, their signatures as much again twice.
  VALIDATOR_CHANGE(12, 512 * 1024),
  VALIDATOR_APPROVAL(13, 256 * 1024),
  KEY_POSSESSION(14, 256 * 1024),
  EVIDENCE(15, 2 * 1024 * 1024 + 1024),
  BUS_CURVE(16, 8 * 1024 * 1024),
  REGION_MESSAGE(17, 16 * 1024 * 1024),
  PROPOSAL_OF_RULES(18, 128 * 1024),
  VOTE_ON_RULES(19, 1024),
  NETWORK_NOTICE(20, 1024 * 1024),
  READING_CONFLICT(21, 4 * 1024),
  // An acknowledgement, its bid and two entries of a book, each with its schedule and its path.
  OMISSION(26, 64 * 1024),
  SEALED_BID(27, 1024),
  // As a book: one transaction must fit into a block.
  REVEALS(28, 3 * 1024 * 1024),
  DISCLOSURE_REQUEST(30, 1024),
  PROPOSAL(32, 16 * 1024 * 1024),
  VOTE(33, 4 * 1024),
  TIMEOUT(34, 64 * 1024),
  CHAIN_REQUEST(35, 4 * 1024),
  CHAIN_REPLY(36, 16 * 1024 * 1024),
  EPOCH_CHANGES(44, 16 * 1024 * 1024),
  // A batch is as long as a block's transactions at most, and its fields beside.
  BATCH(48, 5 * 1024 * 1024),
  BATCH_ACK(49, 1024),
  BATCH_CERTIFICATE(50, 128 * 1024),
  BATCH_REQUEST(51, 1024),
  BATCH_REPLY(52, 5 * 1024 * 1024),
  TRANSACTIONS(53, 512 * 1024),
  SNAPSHOT_REQUEST(54, 1024),
  SNAPSHOT_REPLY(55, 16 * 1024 * 1024),
  REPLY(56, 1024);

  /** Read with every message, and values() would copy it each time. */
  private static final MessageType[] ALL = values();

  private final int code;
  private final int maxPayloadBytes;

  MessageType(int code, int maxPayloadBytes) {
    this.code = code;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  public int code() {
    return code;
  }

  /** Longer payloads are refused before they are read. */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  public static MessageType ofCode(int code) {
    for (MessageType type : ALL) {
      if (type.code == code) {
        return type;
      }
    }
    throw new MalformedBytesException("Message type " + code + " is unknown.");
  }
}
