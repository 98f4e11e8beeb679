package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
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

  private final ValidatorSet first;
  private final List<EpochChange> passed = new ArrayList<>();
  private List<EpochChange> ahead = List.of();
  private Identity identity;
  private CertificateVerifier certificates;

  /**
   * @param genesis who this is in the first epoch
   * @param stored the ends of epochs that storage has, oldest first, up to the tip's
   */
  Epochs(Identity genesis, Hash genesisId, List<EpochChange> stored) {
    this.first = genesis.electorate().validators();
    this.identity = genesis;
    this.certificates = new CertificateVerifier(genesis.electorate(), genesisId);
    stored.forEach(this::pass);
  }

  /** Begins the next epoch. The change is this chain's own or was judged before. */
  void pass(EpochChange change) {
    Electorate before = identity.electorate();
    if (change.epoch() != before.epoch()) {
      throw new IllegalStateException(
          "Epoch %d ends while %d is the present one; storage lost a change of epochs."
              .formatted(change.epoch(), before.epoch()));
    }
    Electorate next = before.of(change.next());
    passed.add(change);
    ahead = ahead.stream().filter(later -> later.epoch() > change.epoch()).toList();
    identity = identity.in(next);
    certificates = new CertificateVerifier(next, before, change.certificate());
  }

  /** Who this is in the present epoch. */
  Identity identity() {
    return identity;
  }

  CertificateVerifier certificates() {
    return certificates;
  }

  long present() {
    return identity.electorate().epoch();
  }

  /** The newest epoch whose beginning is proven here. */
  long known() {
    return ahead.isEmpty() ? present() : ahead.getLast().next().epoch();
  }

  /** The proven end of the present epoch, if its last block is not committed here yet. */
  Optional<EpochChange> ahead() {
    return ahead.stream().findFirst();
  }

  /**
   * Takes in what leads on from the present epoch; changes before it are passed over.
   *
   * @return what is wrong, if anything; then nothing was taken in
   */
  Optional<String> learn(EpochChanges proof) {
    List<EpochChange> news =
        proof.changes().stream().filter(change -> change.epoch() >= present()).toList();
    if (news.size() <= ahead.size()) {
      return Optional.empty();
    }
    Electorate electorate = identity.electorate();
    CertificateVerifier verifier = certificates;
    for (EpochChange change : news) {
      Optional<String> refusal =
          change
              .structureRefusal(electorate.validators())
              .or(either(verifier, change))
              .map(why -> "end of epoch %d: %s".formatted(change.epoch(), why));
      if (refusal.isPresent()) {
        return refusal;
      }
      Electorate next = electorate.of(change.next());
      verifier = new CertificateVerifier(next, electorate, change.certificate());
      electorate = next;
    }
    ahead = news;
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

  /** The newest change, none in the first epoch. */
  Optional<EpochChange> latest() {
    return passed.isEmpty() ? Optional.empty() : Optional.of(passed.getLast());
  }

  /**
   * Whether somebody who is or was a validator signed this, in whatever epoch: enough to be told
   * what is public, for those who are behind and those who only observe.
   */
  boolean isFromKnown(SignedEnvelope envelope) {
    Electorate electorate = identity.electorate();
    return envelope.context().chainId().equals(electorate.context().chainId())
        && entriesOf(envelope.signer())
            .anyMatch(
                validator ->
                    electorate
                        .check()
                        .holds(
                            validator,
                            envelope
                                .context()
                                .preimage(envelope.type(), envelope.signer(), envelope.payload()),
                            envelope.signature()));
  }

  private Stream<Validator> entriesOf(String name) {
    return Stream.concat(Stream.of(first), passed.stream().map(EpochChange::next))
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
