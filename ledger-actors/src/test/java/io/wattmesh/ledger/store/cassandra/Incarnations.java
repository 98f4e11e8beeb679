package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.cassandra.Database;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One validator that runs in several places at once. Each is shown blocks of its own, signs all
 * that its row lets it, and when it is fenced it is started again after a moment, as an operator's
 * script might.
 */
final class Incarnations {
  private static final int PROPOSE_EVERY = 4;
  private static final int TIME_OUT_EVERY = 5;
  private static final int LONGEST_ABSENCE_MILLIS = 120;

  private final FencingChain chain;
  private final int rounds;
  private final ParticipantId validator;
  private final WireTap tap;

  Incarnations(FencingChain chain, int rounds, ParticipantId validator, WireTap tap) {
    this.chain = chain;
    this.rounds = rounds;
    this.validator = validator;
    this.tap = tap;
  }

  /** What one place has seen. */
  record Seen(int fenced, int sent) {}

  /** Runs a place for each session until one has been through all rounds. */
  List<Seen> run(List<Database> sessions, int withinSeconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ExecutorService threads = Executors.newFixedThreadPool(sessions.size())) {
      var running = new ArrayList<Future<Seen>>();
      for (int k = 0; k < sessions.size(); k++) {
        running.add(threads.submit(place(sessions.get(k), k + 1)));
      }
      var seen = new ArrayList<Seen>();
      try {
        for (Future<Seen> place : running) {
          seen.add(place.get(withinSeconds, TimeUnit.SECONDS));
        }
      } finally {
        threads.shutdownNow();
      }
      return seen;
    }
  }

  private Callable<Seen> place(Database session, int viewer) {
    return () -> {
      var random = new SplittableRandom(viewer);
      int fenced = 0;
      int sent = 0;
      while (!Thread.currentThread().isInterrupted()) {
        try (var store = CassandraLedgerStore.over(session, TestServer.CHAIN, validator)) {
          var place = new Place(store, viewer);
          try {
            place.run();
            return new Seen(fenced, sent + place.sent);
          } catch (FencedException e) {
            fenced++;
            sent += place.sent;
          }
        } catch (FencedException e) {
          fenced++; // At its very first row.
        }
        Thread.sleep(random.nextInt(LONGEST_ABSENCE_MILLIS));
      }
      throw new InterruptedException("stopped");
    };
  }

  private final class Place {
    private final CassandraLedgerStore store;
    private final int viewer;
    private final SafetyRules rules = chain.rules();
    private SafetyRow row;
    private int sent;

    Place(CassandraLedgerStore store, int viewer) {
      this.store = store;
      this.viewer = viewer;
      Optional<SafetyRow> found = store.safetyRow();
      row = found.orElseGet(() -> SafetyRow.initial(0, chain.genesisId()));
      if (found.isEmpty()) {
        store.putSafetyRow(row);
      }
    }

    void run() {
      while (row.lastVotedRound() < rounds) {
        int round = (int) row.lastVotedRound() + 1;
        var block = chain.shown(round, viewer);
        var below = chain.below(round);
        if (round % PROPOSE_EVERY == 0) {
          send(rules.propose(row, block, below, Optional.empty()));
        }
        send(
            round % TIME_OUT_EVERY == 0
                ? rules.timeout(row, round, below, Optional.empty())
                : rules.vote(row, block.header(), below, Optional.empty()));
      }
    }

    private void send(Decision decision) {
      if (decision instanceof Decision.Granted granted) {
        store.putSafetyRow(granted.row());
        row = granted.row();
        tap.send(granted.signed());
        sent++;
      }
    }
  }
}
