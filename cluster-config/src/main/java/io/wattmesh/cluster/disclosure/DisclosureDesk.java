package io.wattmesh.cluster.disclosure;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.AuditArea;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.DisclosureRequest;
import io.wattmesh.proto.privacy.PersonalRecord;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out what an auditor may see: for a request that it signed, and of the participants at the
 * buses of its area alone. A record that is kept and is not the one that the ledger has a
 * commitment to is not handed out: it would prove nothing.
 */
public final class DisclosureDesk {
  private final LedgerExport export;
  private final Genesis genesis;
  private final PersonalRecordStore store;

  public DisclosureDesk(LedgerExport export, PersonalRecordStore store) throws IOException {
    this.export = export;
    this.genesis = export.genesis();
    this.store = store;
  }

  /**
   * @throws UserErrorException if the request is no auditor's, or its time is over
   */
  public Disclosure disclose(SignedEnvelope request, long nowMillis) throws IOException {
    AuditArea area = area(request);
    DisclosureRequest content = DisclosureRequest.ofBytes(request.payload());
    if (nowMillis > content.notAfterMillis()) {
      throw new UserErrorException(
          "The request of %s was to be answered until %d, it is %d. Ask it for a new one."
              .formatted(area.auditor(), content.notAfterMillis(), nowMillis));
    }
    LedgerView view = LedgerView.of(export, genesis, area.buses());
    var records = new TreeMap<ParticipantId, PersonalRecord>();
    for (ParticipantId participant : view.participants()) {
      Optional<PersonalRecord> kept = store.find(participant);
      if (kept.isPresent()
          && view.commitment(participant).equals(kept.map(PersonalRecord::commitment))) {
        records.put(participant, kept.get());
      }
    }
    return new Disclosure(
        records, view.statements(content.fromInterval(), content.toInterval()), view.trades());
  }

  private AuditArea area(SignedEnvelope request) {
    return ParticipantId.parse(request.signer())
        .flatMap(auditor -> genesis.parameters().accountability().areaOf(auditor))
        .filter(area -> request.type() == MessageType.DISCLOSURE_REQUEST)
        .filter(area -> request.isSignedBy(area.key(), genesis.signingContext()))
        .orElseThrow(
            () ->
                new UserErrorException(
                    "%s is no request that an auditor of this market signed.".formatted(request)));
  }

  /**
   * What of a disclosure is not as the ledger has it, if anything: then somebody has changed it.
   *
   * @param area the auditor's, whose rows all must be of
   */
  public Optional<String> refusal(Disclosure disclosure, AuditArea area) throws IOException {
    LedgerView view = LedgerView.of(export, genesis, area.buses());
    for (Map.Entry<ParticipantId, PersonalRecord> record : disclosure.records().entrySet()) {
      Hash shown = record.getValue().commitment();
      if (!view.participants().contains(record.getKey())
          || !view.commitment(record.getKey()).equals(Optional.of(shown))) {
        return Optional.of(
            "the record of %s is not the one that the ledger has a commitment to"
                .formatted(record.getKey()));
      }
    }
    Optional<SettlementStatement> foreign =
        disclosure.statements().stream()
            .filter(
                statement ->
                    !view.statements(statement.interval(), statement.interval())
                        .contains(statement))
            .findFirst();
    if (foreign.isPresent()) {
      return Optional.of(
          "the ledger has no such settlement of %s in interval %d"
              .formatted(foreign.get().participant(), foreign.get().interval()));
    }
    return disclosure.trades().stream()
        .filter(trade -> !view.trades().contains(trade))
        .findFirst()
        .map(trade -> "the ledger has no such trade as " + trade);
  }
}
