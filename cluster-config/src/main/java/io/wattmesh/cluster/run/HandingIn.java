package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.PlannedChange;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Hands in what is no role's: changes of validators and of rules, and what files bring. */
final class HandingIn {
  private final ScenarioMarket market;
  private final WholeMarketNode node;
  private final EpochLog epochs;
  private final LedgerWait wait;

  HandingIn(ScenarioMarket market, WholeMarketNode node, EpochLog epochs, LedgerWait wait) {
    this.market = market;
    this.node = node;
    this.epochs = epochs;
    this.wait = wait;
  }

  /** Joiners observe from now on, so that they are there when their epoch begins. */
  void handIn(PlannedChange change) {
    change.joiners().forEach(node::startValidator);
    if (hasPassed(change)) {
      return;
    }
    if (!epochs.present().equals(change.present())) {
      throw new IllegalStateException(
          ("The change of validators at interval %d is for %s, the ledger has %s: they were changed"
                  + " otherwise. Take the change out of the scenario.")
              .formatted(change.interval(), words(change.present()), words(epochs.present())));
    }
    SignedEnvelope transaction = transaction(change);
    epochs.watch(Sha256.of(transaction.toBytes()));
    node.submit(transaction);
  }

  /**
   * A change of rules or a notice on the network, one after the other: votes are on what is there.
   */
  void handIn(SignedEnvelope transaction) {
    Outcome outcome = outcomeOf(transaction, seconds -> {});
    if (!outcome.accepted()) {
      throw new IllegalStateException(
          "%s was refused: %s (%s). Take it out of the scenario."
              .formatted(transaction, outcome.code(), outcome.detail()));
    }
  }

  /** Validators keep out what can't take effect, so that there may be no outcome to wait for. */
  void handIn(HandedIn one) {
    Optional<ValidatorSet> next = one.validators();
    next.ifPresent(this::observe);
    one.requireAccepted(outcomeOf(one.transaction(), one::requireTime));
    next.ifPresent(
        validators ->
            wait.await(
                () -> epochs.present().epoch() >= validators.epoch(),
                "the change of validators of %s to take effect".formatted(one.file()),
                tick -> node.submit(one.transaction())));
  }

  /** Joiners observe from now on, so that they are there when their epoch begins. */
  private void observe(ValidatorSet next) {
    next.validators().stream()
        .map(Validator::id)
        .filter(id -> epochs.present().find(id).isEmpty())
        .forEach(node::startValidator);
  }

  /** Hands a transaction in until it is committed. */
  private Outcome outcomeOf(SignedEnvelope transaction, LongConsumer everySecond) {
    Hash id = Sha256.of(transaction.toBytes());
    if (wait.outcome(id).isEmpty()) {
      node.submit(transaction);
      wait.await(
          () -> wait.outcome(id).isPresent(),
          "%s to be committed".formatted(transaction),
          seconds -> {
            everySecond.accept(seconds);
            node.submit(transaction);
          });
    }
    return wait.outcome(id).orElseThrow();
  }

  private boolean hasPassed(PlannedChange change) {
    return epochs.present().epoch() >= change.next().epoch();
  }

  private static String words(ValidatorSet validators) {
    return "epoch %d with %s"
        .formatted(
            validators.epoch(),
            validators.validators().stream().map(one -> one.id().value()).toList());
  }

  private SignedEnvelope transaction(PlannedChange change) {
    return market.validators().transaction(market.genesis().chainId(), change);
  }

  /** It is handed in again while it waits: a validator may have taken it for another epoch's. */
  void awaitEffect(PlannedChange change) {
    wait.await(
        () -> hasPassed(change) || epochs.refusal().isPresent(),
        "the change of validators at interval %d to take effect".formatted(change.interval()),
        tick -> node.submit(transaction(change)));
    if (!hasPassed(change)) {
      throw new IllegalStateException(
          "The change of validators at interval %d was refused: %s."
              .formatted(change.interval(), epochs.refusal().orElseThrow()));
    }
  }
}
