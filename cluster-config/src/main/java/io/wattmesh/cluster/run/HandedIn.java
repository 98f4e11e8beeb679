package io.wattmesh.cluster.run;

import io.wattmesh.cluster.governance.TransactionFiles;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.market.ValidatorRoster;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction that whoever starts a run hands in with it.
 *
 * @param file where it was read
 */
public record HandedIn(Path file, SignedEnvelope transaction) {
  private static final long PATIENCE_SECONDS = 15;

  /**
   * Reads all before anything is run.
   *
   * @throws UserErrorException if a file holds no transaction of this market
   */
  public static List<HandedIn> read(List<Path> files, Genesis genesis) throws IOException {
    var all = new ArrayList<HandedIn>();
    for (Path file : files) {
      all.add(new HandedIn(file, TransactionFiles.read(file, genesis)));
    }
    return all;
  }

  /** The validators that it brings, if it changes them. */
  Optional<ValidatorSet> validators() {
    if (transaction.type() != MessageType.VALIDATOR_CHANGE) {
      return Optional.empty();
    }
    try {
      return Optional.of(ValidatorChange.ofBytes(transaction.payload()).next());
    } catch (MalformedBytesException e) {
      throw new UserErrorException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * A run carries all validators itself, by their demonstration keys.
   *
   * @throws UserErrorException if it has no key of a validator that this brings
   */
  void admitTo(ValidatorRoster roster) {
    validators()
        .map(roster::admit)
        .filter(foreign -> !foreign.isEmpty())
        .ifPresent(
            foreign -> {
              throw new UserErrorException(
                  ("%s: the keys of %s are not those of the run's seed, and a run carries all its"
                          + " validators itself. Give them demo keys of that seed.")
                      .formatted(file, foreign));
            });
  }

  /** A transaction that validators keep out of blocks has no outcome, only silence. */
  void requireTime(long seconds) {
    if (seconds >= PATIENCE_SECONDS) {
      throw new UserErrorException(
          ("%s (%s) was in no block after %d s: validators keep out what can't take effect, such as"
                  + " a vote of who is no governor, or one on what is decided. See `wattmesh"
                  + " governance show`.")
              .formatted(file, transaction, seconds));
    }
  }

  void requireAccepted(Outcome outcome) {
    if (!outcome.accepted()) {
      throw new UserErrorException(
          "%s was refused: %s (%s). Leave it out, or hand in one that can be accepted."
              .formatted(file, outcome.code(), outcome.detail()));
    }
  }
}
