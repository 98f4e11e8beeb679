package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Tells each transaction of a replay with its outcome, its events and the steps of its gas. */
public final class TransactionLog implements StepWatch {
  private final Consumer<TransactionView> taker;
  private final Map<Integer, List<LedgerEvent>> events = new HashMap<>();
  private final Map<Integer, List<GasStep>> gas = new HashMap<>();
  private final Map<Integer, OptionalInt> versions = new HashMap<>();
  private List<GasStep> current = new ArrayList<>();
  private OptionalInt version = OptionalInt.empty();

  public TransactionLog(Consumer<TransactionView> taker) {
    this.taker = taker;
  }

  @Override
  public void charged(String step, Object subject, long gas) {
    current.add(new GasStep(step, String.valueOf(subject), gas));
  }

  @Override
  public void called(String contract, int version) {
    this.version = OptionalInt.of(version);
  }

  @Override
  public void stepped(int transaction, Step step) {
    if (transaction == DEADLINES) {
      events.clear();
      gas.clear();
      versions.clear();
    } else {
      events.put(transaction, step.events());
      gas.put(transaction, current);
      versions.put(transaction, version);
    }
    current = new ArrayList<>();
    version = OptionalInt.empty();
  }

  /** The block whose steps were heard last is the certified one. */
  public void follow(Replayed replayed) {
    follow(replayed.block().header(), replayed.block().transactions(), replayed.executed());
  }

  void follow(BlockHeader header, List<byte[]> transactions, Executed executed) {
    Map<Hash, CallReceipt> receipts = new HashMap<>();
    executed.receipts().forEach(call -> receipts.put(call.transaction(), call));
    for (int k = 0; k < transactions.size(); k++) {
      Outcome outcome = executed.outcomes().get(k);
      taker.accept(
          new TransactionView(
              header,
              k,
              transactions.get(k).length,
              envelope(transactions.get(k)),
              outcome,
              Optional.ofNullable(receipts.get(outcome.transaction()))
                  .filter(call -> !outcome.receipt().equals(Hash.ZERO)),
              events.getOrDefault(k, List.of()),
              versions.getOrDefault(k, OptionalInt.empty()),
              gas.getOrDefault(k, List.of())));
    }
  }

  private static Optional<SignedEnvelope> envelope(byte[] transaction) {
    try {
      return Optional.of(SignedEnvelope.ofBytes(transaction));
    } catch (MalformedBytesException e) {
      return Optional.empty(); // The log orders whatever bytes there are.
    }
  }
}
