package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.message.BatchRequest;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Gets the certified batches that are not here, from the author and then from the signers, each in
 * turn and each with a time to answer; and answers others that do so. Whoever signed has the batch,
 * so one honest signer is enough.
 */
final class Fetching {
  private static final int MAX_WANTED = 256;

  /** How often all that could have a batch are asked before it is given up. */
  private static final int TURNS = 3;

  /** A batch that is on its way here. */
  private static final class Wanted {
    private final BatchCertificate certificate;
    private final List<Integer> sources;
    private int asked;
    private long deadlineMillis;

    private Wanted(BatchCertificate certificate, List<Integer> sources) {
      this.certificate = certificate;
      this.sources = sources;
    }
  }

  private final ReplicaState state;
  private final BatchKeeper keeper;
  private final Map<Hash, Wanted> wanted = new LinkedHashMap<>();

  Fetching(ReplicaState state, BatchKeeper keeper) {
    this.state = state;
    this.keeper = keeper;
  }

  /** A certificate that somebody shows: its batch is fetched, unless it is here. */
  void onCertificate(SignedEnvelope envelope) {
    BatchCertificate certificate = envelope.payload(BatchCertificate::read);
    state
        .certificates
        .refusal(certificate)
        .ifPresentOrElse(
            reason -> state.out.refused(RefusalReason.BAD_CERTIFICATE, reason + "."),
            () -> want(certificate));
  }

  /** A verified certificate: its batch is fetched, unless it is here or of no use any more. */
  void want(BatchCertificate certificate) {
    keeper.learn(certificate);
    Hash digest = certificate.digest();
    if (keeper.find(digest).isPresent()
        || wanted.containsKey(digest)
        || wanted.size() >= MAX_WANTED
        || certificate.content().expiryRound() < state.round()
        || keeper.wasCommitted(certificate.content().slot())) {
      return;
    }
    var sources = new ArrayList<Integer>();
    sources.add(certificate.content().author());
    certificate.signatures().keySet().stream()
        .filter(signer -> signer != certificate.content().author())
        .forEach(sources::add);
    sources.removeIf(source -> source == state.self());
    if (!sources.isEmpty()) {
      var missing = new Wanted(certificate, sources);
      wanted.put(digest, missing);
      ask(missing);
    }
  }

  private void ask(Wanted missing) {
    int source = missing.sources.get(missing.asked % missing.sources.size());
    missing.asked++;
    missing.deadlineMillis = state.now.monotonicMillis() + patienceMillis();
    byte[] request = new BatchRequest(missing.certificate.digest()).toBytes();
    state.send(source, state.sign(MessageType.BATCH_REQUEST, request));
  }

  /** Short of a round's time, so that one silent source does not cost the round. */
  private long patienceMillis() {
    return Math.max(1, state.options.baseTimeoutMillis() / 4);
  }

  void onRequest(int sender, SignedEnvelope envelope) {
    BatchRequest request = envelope.payload(BatchRequest::read);
    keeper
        .find(request.digest())
        .ifPresent(
            batch -> state.send(sender, state.sign(MessageType.BATCH_REPLY, batch.toBytes())));
  }

  /** Whoever sends it: the digest says whether it is what is wanted. */
  void onReply(int sender, SignedEnvelope envelope) {
    Batch batch = envelope.payload(Batch::read);
    Wanted missing = wanted.get(batch.digest());
    if (missing == null) {
      return; // It came before, from another source.
    }
    if (!missing.certificate.content().equals(batch.ack())) {
      state.out.refused(
          RefusalReason.BAD_CERTIFICATE,
          "Validator %d sends %s for what is certified as %s."
              .formatted(sender, batch.ack(), missing.certificate.content()));
      return;
    }
    wanted.remove(batch.digest());
    keeper.hold(batch);
  }

  /** Those that did not answer in time are passed over. */
  void onTick() {
    long now = state.now.monotonicMillis();
    wanted
        .values()
        .removeIf(
            missing ->
                missing.certificate.content().expiryRound() < state.round()
                    || keeper.find(missing.certificate.digest()).isPresent()
                    || keeper.wasCommitted(missing.certificate.content().slot())
                    || (now >= missing.deadlineMillis
                        && missing.asked >= TURNS * missing.sources.size()));
    wanted.values().stream().filter(missing -> now >= missing.deadlineMillis).forEach(this::ask);
  }

  OptionalLong deadlineMillis() {
    return wanted.isEmpty() // As nearly always, and every step asks.
        ? OptionalLong.empty()
        : wanted.values().stream().mapToLong(missing -> missing.deadlineMillis).min();
  }
}
