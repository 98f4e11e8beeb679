package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.ValidatorChangeSpec;
import io.wattmesh.agents.scenario.ValidatorSeat;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All who are validators at some time of a run, their keys, and the changes from epoch to epoch as
 * the scenario wants them. The keys derive from the scenario's seed: a validator's first from its
 * name, further ones from the name, a hash sign and the key's number.
 */
public final class ValidatorRoster {
  /** As many demonstration keys as a validator of a run can come to have. */
  public static final int MOST_DEMO_KEYS = 16;

  private final long seed;
  private final ValidatorSet first;
  private final List<PlannedChange> changes = new ArrayList<>();
  private final Map<ParticipantId, List<SigningKey>> keys = new HashMap<>();

  ValidatorRoster(Scenario scenario, long firstEpoch) {
    this.seed = scenario.seed();
    this.first = set(firstEpoch, scenario.firstValidators());
    ValidatorSet present = first;
    for (ValidatorChangeSpec change : scenario.validatorChanges()) {
      ValidatorSet next = set(present.epoch() + 1, change.seats());
      changes.add(new PlannedChange(change.interval(), change.words(), present, next));
      present = next;
    }
  }

  private ValidatorSet set(long epoch, List<ValidatorSeat> seats) {
    return new ValidatorSet(
        epoch,
        seats.stream()
            .map(seat -> new Validator(seat.id(), key(seat).verificationKey(), seat.power()))
            .toList());
  }

  private SigningKey key(ValidatorSeat seat) {
    List<SigningKey> own = keys.computeIfAbsent(seat.id(), any -> new ArrayList<>());
    while (own.size() < seat.keyNumber()) {
      own.add(demoKey(seed, seat.id(), own.size() + 1));
    }
    return own.get(seat.keyNumber() - 1);
  }

  /**
   * A validator's demonstration key.
   *
   * @param number from 1
   */
  public static SigningKey demoKey(long seed, ParticipantId id, int number) {
    return DemoKeys.derive(seed, id.value() + (number == 1 ? "" : "#" + number));
  }

  /** All demonstration keys that a validator of a run can come to have, the first one first. */
  public static List<SigningKey> demoKeys(long seed, ParticipantId id) {
    return IntStream.rangeClosed(1, MOST_DEMO_KEYS)
        .mapToObj(number -> demoKey(seed, id, number))
        .toList();
  }

  /**
   * Gives validators their places who are none by the scenario, or have other keys than by it:
   * those of a change that is handed in, as far as their keys are demonstration keys of the seed.
   *
   * @return whose keys are not
   */
  public List<ParticipantId> admit(ValidatorSet next) {
    return next.validators().stream()
        .filter(validator -> !admit(validator))
        .map(Validator::id)
        .toList();
  }

  private boolean admit(Validator validator) {
    ParticipantId id = validator.id();
    int known = keys.getOrDefault(id, List.of()).size();
    for (int number = 1; number <= Math.max(known, MOST_DEMO_KEYS); number++) {
      SigningKey key = number <= known ? keys.get(id).get(number - 1) : demoKey(seed, id, number);
      if (key.verificationKey().equals(validator.key())) {
        key(new ValidatorSeat(id, validator.power(), number));
        return true;
      }
    }
    return false;
  }

  /** The validators that the genesis names. */
  public ValidatorSet first() {
    return first;
  }

  /** Everybody who is a validator at some time. */
  public SortedSet<ParticipantId> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(keys.keySet()));
  }

  /** All keys that a validator comes to sign with, in order. */
  public List<SigningKey> keys(ParticipantId name) {
    return List.copyOf(keys.get(name));
  }

  /** All changes, in order. */
  public List<PlannedChange> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** The change that is handed in when bidding for an interval begins, if there is one. */
  public Optional<PlannedChange> changeAt(long interval) {
    return changes.stream().filter(change -> change.interval() == interval).findFirst();
  }

  /** Who validates when an interval's gate closes, if all changes take effect as planned. */
  ValidatorSet presentAt(long interval) {
    return changes.stream()
        .filter(change -> change.interval() < interval)
        .map(PlannedChange::next)
        .reduce(first, (before, after) -> after);
  }

  /**
   * The transaction that makes a change: approved by all present validators, handed in by the first
   * of them, with a proof of every new key. The same bytes each time.
   */
  public SignedEnvelope transaction(Hash chainId, PlannedChange change) {
    ValidatorSet present = change.present();
    ValidatorSet next = change.next();
    var now = new SigningContext(chainId, present.epoch());
    var later = new SigningContext(chainId, next.epoch());
    var approvals = new TreeMap<Integer, Signature>();
    for (int k = 0; k < present.size(); k++) {
      approvals.put(k, sign(now, MessageType.VALIDATOR_APPROVAL, present.get(k), next));
    }
    var possessions = new TreeMap<Integer, Signature>();
    for (int k = 0; k < next.size(); k++) {
      Validator validator = next.get(k);
      Optional<VerificationKey> known = present.find(validator.id()).map(Validator::key);
      if (!known.equals(Optional.of(validator.key()))) {
        possessions.put(k, sign(later, MessageType.KEY_POSSESSION, validator, next));
      }
    }
    Validator submitter = present.get(0);
    return now.sign(
        MessageType.VALIDATOR_CHANGE,
        submitter.id().value(),
        new ValidatorChange(next, approvals, possessions).toBytes(),
        signingKey(submitter));
  }

  private Signature sign(
      SigningContext context, MessageType type, Validator validator, ValidatorSet next) {
    return context
        .sign(type, validator.id().value(), next.toBytes(), signingKey(validator))
        .signature();
  }

  SigningKey signingKey(Validator validator) {
    return keys.get(validator.id()).stream()
        .filter(key -> key.verificationKey().equals(validator.key()))
        .findFirst()
        .orElseThrow();
  }
}
