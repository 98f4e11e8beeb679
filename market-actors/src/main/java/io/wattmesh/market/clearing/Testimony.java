package io.wattmesh.market.clearing;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.List;

/**
 * What a region lays open when a clearing came to nothing: the signed messages and bus curves that
 * it was sent, and those that it sent. Others' words in it are theirs only as far as they signed
 * them.
 *
 * @param received from other regions and its own aggregators
 * @param sent to other regions, as it says
 * @param complete false if there were too many messages to keep them
 */
public record Testimony(
    int region,
    long interval,
    Hash booksRoot,
    List<SignedEnvelope> received,
    List<SignedEnvelope> sent,
    boolean complete) {
  public Testimony {
    received = List.copyOf(received);
    sent = List.copyOf(sent);
  }
}
