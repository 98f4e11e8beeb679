package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The epochs that this replica has come through, the present one, and those ahead whose beginning
 * was proven to it before it has the blocks.
 */
final class Epochs {
  /** No change is added to a message once it has this much. */
  private static final int FULL_BYTES = 4 * 1024 * 1024;

  /**
   * An epoch whose beginning is proven here.
   *
   * @param before the end of the epoch before; none of the first
   * @param certificates judges what is signed in it
   */
  record Epoch(
      Optional<EpochChange> before, Electorate electorate, CertificateVerifier certificates) {
    long number() {
      return electorate.epoch();
    }

    /** The height of the last block before it. */
    long beginsAbove() {
      return before.map(change -> change.last().height()).orElse(0L);
    }

    /** The one that begins with the end of this one. */
    Epoch next(EpochChange end) {
      Electorate next = electorate.of(end.next());
      var judge = new CertificateVerifier(next, electorate, end.certificate());
      return new Epoch(Optional.of(end), next, judge);
    }
  }

  private final ValidatorSet first;
  private final List<EpochChange> passed = new ArrayList<>();
  private List<Epoch> ahead = List.of();
  private Epoch present;
  private Identity identity;

  /**
   * @param genesis who this is in the first epoch
   */
  Epochs(Identity genesis, Recovered recovered) {
    this.first = genesis.electorate().validators();
    this.identity = genesis;
    this.present =
        new Epoch(
            Optional.empty(),
            genesis.electorate(),
            new CertificateVerifier(genesis.electorate(), recovered.genesisId()));
    long height = recovered.tip().header().height();
    recovered.epochs().stream().filter(end -> end.last().height() <= height).forEach(this::pass);
    // Those above the tip were proven once; one that is not any more is learned anew from others.
    learn(recovered.epochs());
  }

  /** Begins the next epoch. The change is this chain's own or was judged before. */
  void pass(EpochChange change) {
    if (change.epoch() != present()) {
      throw new IllegalStateException(
          "Epoch %d ends while %d is the present one; storage lost a change of epochs."
              .formatted(change.epoch(), present()));
    }
    passed.add(change);
    present = present.next(change);
    ahead = ahead.stream().filter(later -> later.number() > present()).toList();
    identity = identity.in(present.electorate());
  }

  /** Who this is in the present epoch. */
  Identity identity() {
    return identity;
  }

  CertificateVerifier certificates() {
    return present.certificates();
  }

  long present() {
    return present.number();
  }

  /** The newest epoch whose beginning is proven here. */
  long known() {
    return ahead.isEmpty() ? present() : ahead.getLast().number();
  }

  /** The proven end of the present epoch, if its last block is not committed here yet. */
  Optional<EpochChange> ahead() {
    return ahead.stream().findFirst().flatMap(Epoch::before);
  }

  /** The proven ends of the present epoch and of those after it, up to the beginning of one. */
  List<EpochChange> aheadThrough(long epoch) {
    return ahead.stream()
        .filter(later -> later.number() <= epoch)
        .flatMap(later -> later.before().stream())
        .toList();
  }

  /** The newest epoch whose beginning is proven here: the present one, or one ahead. */
  Epoch newest() {
    return ahead.isEmpty() ? present : ahead.getLast();
  }

  /** The epoch of a number, if it is the present one or one ahead that is proven here. */
  Optional<Epoch> find(long number) {
    return Stream.concat(Stream.of(present), ahead.stream())
        .filter(epoch -> epoch.number() == number)
        .findFirst();
  }

  /**
   * Takes in what leads on from the newest epoch that is proven here; changes before it are passed
   * over.
   *
   * @return what is wrong, if anything; then nothing was taken in
   */
  Optional<String> learn(EpochChanges proof) {
    return learn(proof.changes());
  }

  private Optional<String> learn(List<EpochChange> changes) {
    var known = new ArrayList<>(ahead);
    Epoch newest = newest();
    for (EpochChange change : changes) {
      if (change.epoch() < newest.number()) {
        continue;
      }
      Optional<String> refusal =
          change
              .structureRefusal(newest.electorate().validators())
              .or(either(newest.certificates(), change))
              .map(why -> "end of epoch %d: %s".formatted(change.epoch(), why));
      if (refusal.isPresent()) {
        return refusal;
      }
      newest = newest.next(change);
      known.add(newest);
    }
    ahead = List.copyOf(known);
    return Optional.empty();
  }

  private static Supplier<Optional<String>> either(
      CertificateVerifier verifier, EpochChange change) {
    return () -> verifier.refusal(change.certificate()).or(() -> verifier.refusal(change.commit()));
  }

  /** What leads on from an epoch, as much as fits a message; empty from the present one. */
  EpochChanges since(long epoch) {
    var changes = new ArrayList<EpochChange>();
    long taken = 0;
    for (EpochChange change : passed) {
      boolean full = taken >= FULL_BYTES || changes.size() == EpochChanges.MAX_CHANGES;
      if (change.epoch() >= epoch && !full) {
        changes.add(change);
        taken += change.toBytes().length;
      }
    }
    return new EpochChanges(changes);
  }

  /**
   * Whether somebody who is or was a validator signed this, in whatever epoch: enough to be told
   * what is public, for those who are behind and those who only observe.
   */
  boolean isFromKnown(SignedEnvelope envelope) {
    Electorate electorate = present.electorate();
    return envelope.context().chainId().equals(electorate.context().chainId())
        && entriesOf(envelope.signer())
            .anyMatch(
                validator ->
                    electorate.check().holds(validator, envelope.preimage(), envelope.signature()));
  }

  private Stream<Validator> entriesOf(String name) {
    return Stream.of(
            Stream.of(first),
            passed.stream().map(EpochChange::next),
            ahead.stream().map(epoch -> epoch.electorate().validators()))
        .flatMap(sets -> sets)
        .flatMap(set -> set.validators().stream())
        .filter(validator -> validator.id().value().equals(name))
        .distinct();
  }

  /** Everybody who is a validator now or was in the epoch before, but this one. */
  List<ParticipantId> neighbours() {
    ValidatorSet before = passed.size() < 2 ? first : passed.get(passed.size() - 2).next();
    return Stream.concat(
            before.validators().stream(), identity.electorate().validators().validators().stream())
        .map(Validator::id)
        .distinct()
        .filter(name -> !name.equals(identity.name()))
        .toList();
  }
}
