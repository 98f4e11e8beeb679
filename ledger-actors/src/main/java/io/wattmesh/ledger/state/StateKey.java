package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A key of the state: a word for the kind, then what tells one from another. */
public final class StateKey {
  /** The intervals that are not settled yet. */
  public static final StateKey UNSETTLED = new StateKey(word("unsettled"));

  /** Tokens issued and energy credits minted so far. */
  public static final StateKey SUPPLY = new StateKey(word("supply"));

  /** The validators of the present epoch; absent in the chain's first. */
  public static final StateKey VALIDATORS = new StateKey(word("validators"));

  /** The validators of the next epoch, from their approval to the end of the present one. */
  public static final StateKey NEXT_VALIDATORS = new StateKey(word("next-validators"));

  /** Is there while somebody who was convicted may still be among the present validators. */
  public static final StateKey EXCLUSION = new StateKey(word("exclusion"));

  /** Market parameters that governance changed, by interval. */
  public static final StateKey RULE_PARAMETERS = new StateKey(word("rules/parameters"));

  /** Identities that came or changed after genesis, by interval. */
  public static final StateKey RULE_IDENTITIES = new StateKey(word("rules/identities"));

  /** Participants that several oracles meter together, by interval. */
  public static final StateKey RULE_METERS = new StateKey(word("rules/meters"));

  /** Contracts whose version governance changed. */
  public static final StateKey RULE_CONTRACTS = new StateKey(word("rules/contracts"));

  /** Who governs, if that was changed. */
  public static final StateKey RULE_GOVERNORS = new StateKey(word("rules/governors"));

  /** The proposals that are not decided or not in force yet. */
  public static final StateKey PROPOSALS = new StateKey(word("proposals"));

  /** The intervals of which omissions can be claimed. */
  public static final StateKey CLAIMS = new StateKey(word("claims"));

  /** The intervals on whose network the operator gave notice, until they are settled. */
  public static final StateKey NETWORKS = new StateKey(word("networks"));

  private static final Pattern CONTRACT_KEY = Pattern.compile("[a-z0-9./-]{1,160}");

  private final byte[] bytes;
  private final int hash;

  private StateKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  public static StateKey account(ParticipantId id) {
    return new StateKey(word("account/" + id.value()));
  }

  /**
   * A contract's own record.
   *
   * @param key 1 to 160 characters of {@code a-z 0-9 . / -}
   */
  public static StateKey contract(String contract, String key) {
    if (!CONTRACT_KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "A contract's key is 1 to 160 characters of a-z, 0-9, '.', '/' and '-', not '%s'."
              .formatted(key));
    }
    return new StateKey(word("contract/" + contract + "/" + key));
  }

  public static StateKey interval(long interval) {
    return new StateKey(IntervalRecord.stateKey(interval));
  }

  /** The conviction of a validator's key. */
  public static StateKey convicted(VerificationKey key) {
    return new StateKey(
        new CanonicalWriter().raw(word("convicted/")).raw(key.bytes()).toByteArray());
  }

  /** What became of a proposal. */
  public static StateKey proposal(Hash id) {
    return new StateKey(new CanonicalWriter().raw(word("proposal/")).hash(id).toByteArray());
  }

  /** What a proposal wants, until it is decided. */
  public static StateKey proposed(Hash id) {
    return new StateKey(new CanonicalWriter().raw(word("proposed/")).hash(id).toByteArray());
  }

  /** Two readings of one meter and interval that contradict each other, by the oracle's key. */
  public static StateKey contradicted(VerificationKey key) {
    return new StateKey(
        new CanonicalWriter().raw(word("contradicted/")).raw(key.bytes()).toByteArray());
  }

  /** Who signed the readings of a bus, and what exactly. */
  public static StateKey witnesses(long interval, int bus) {
    return new StateKey(perBus("witnesses/", interval, bus));
  }

  /** The operator's notice on an interval's network. */
  public static StateKey network(long interval) {
    return new StateKey(numbered("network/", interval));
  }

  public static StateKey progress(long interval) {
    return new StateKey(numbered("progress/", interval));
  }

  public static StateKey clearing(long interval) {
    return new StateKey(numbered("clearing/", interval));
  }

  public static StateKey book(long interval, int bus) {
    return new StateKey(perBus("book/", interval, bus));
  }

  public static StateKey readings(long interval, int bus) {
    return new StateKey(perBus("readings/", interval, bus));
  }

  /** The books of a bus that has several aggregators, beside the union of their standing bids. */
  public static StateKey books(long interval, int bus) {
    return new StateKey(perBus("books/", interval, bus));
  }

  /** How many convictions an interval's claims have led to. */
  public static StateKey claims(long interval) {
    return new StateKey(numbered("claims/", interval));
  }

  /**
   * Whom one of an interval's convictions is of.
   *
   * @param index in the order in which they came, from 0
   */
  public static StateKey conviction(long interval, int index) {
    return new StateKey(perBus("conviction/", interval, index));
  }

  /** The root of an aggregator's committed book. */
  public static StateKey bookRoot(long interval, ParticipantId aggregator) {
    return new StateKey(named("book-root/", interval, aggregator.value()));
  }

  /** The conviction of an aggregator for a participant's bid. */
  public static StateKey omission(
      long interval, ParticipantId aggregator, ParticipantId participant) {
    return new StateKey(
        named("omission/", interval, aggregator.value() + "/" + participant.value()));
  }

  /** The sealed bids of a bus that do not stand yet. */
  public static StateKey sealedBids(long interval, int bus) {
    return new StateKey(perBus("sealed/", interval, bus));
  }

  /** Is there from the closing of an interval's books of sealed bids until they are frozen. */
  public static StateKey sealing(long interval) {
    return new StateKey(numbered("sealing/", interval));
  }

  private static byte[] named(String kind, long interval, String name) {
    return new CanonicalWriter().raw(numbered(kind, interval)).raw(word(name)).toByteArray();
  }

  private static byte[] word(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] numbered(String kind, long number) {
    return new CanonicalWriter().raw(word(kind)).i64(number).toByteArray();
  }

  private static byte[] perBus(String kind, long interval, int bus) {
    return new CanonicalWriter().raw(word(kind)).i64(interval).i32(bus).toByteArray();
  }

  /** The key with the bytes of a tree's entry, shared with it: nobody may write to them. */
  static StateKey sharing(byte[] bytes) {
    return new StateKey(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes that this key has itself, for the tree beside it: nobody may write to them. */
  byte[] sharedBytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
