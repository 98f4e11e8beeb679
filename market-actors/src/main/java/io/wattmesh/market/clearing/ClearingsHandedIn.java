package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.UncertifiableSolutionException;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.RegionPost.Signer;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the clearings that were handed in against the one that the root should have made. */
final class ClearingsHandedIn {
  private final ClearingCase matter;
  private final Optional<ClearingCertificate> due;

  /**
   * @param result the whole result, if the root was sent one
   * @param responses what the root was told of the buses' answers
   */
  ClearingsHandedIn(
      ClearingCase matter, Optional<ResultPart> result, Map<Integer, Content.Responses> responses) {
    this.matter = matter;
    this.due = result.flatMap(r -> make(r, responses));
  }

  private Optional<ClearingCertificate> make(
      ResultPart result, Map<Integer, Content.Responses> responses) {
    if (responses.size() < matter.regions().size()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          CertificateDesk.make(
              matter.network(), matter.interval(), matter.booksRoot(), result, responses));
    } catch (UncertifiableSolutionException
        | ArithmeticException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      // Of others' lies an honest root makes nothing.
      return Optional.empty();
    }
  }

  List<Suspicion> suspicions(List<SignedEnvelope> clearings) {
    var found = new ArrayList<Suspicion>();
    boolean rootDid = false;
    for (SignedEnvelope envelope : clearings) {
      Optional<Integer> signer = signer(envelope);
      if (signer.isPresent()) {
        rootDid |= signer.get() == matter.root();
        judge(signer.get(), envelope).ifPresent(found::add);
      }
    }
    if (due.isPresent() && !rootDid) {
      found.add(
          suspicion(
              matter.root(),
              Kind.SILENCE,
              "it had all that a clearing is made of, and none of it was handed in"));
    }
    return found;
  }

  private Optional<Integer> signer(SignedEnvelope envelope) {
    return matter.regionSigners().entrySet().stream()
        .filter(entry -> isBy(envelope, entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean isBy(SignedEnvelope envelope, Signer signer) {
    return envelope.type() == MessageType.CLEARING
        && envelope.signer().equals(signer.id().value())
        && envelope.isSignedBy(signer.key(), matter.context());
  }

  private Optional<Suspicion> judge(int signer, SignedEnvelope envelope) {
    ClearingCertificate certificate;
    try {
      certificate = ClearingCertificate.decode(envelope.payload());
    } catch (MalformedBytesException e) {
      return Optional.of(suspicion(signer, Kind.CLEARING, "it signed a clearing that is none"));
    }
    if (certificate.interval() != matter.interval()
        || due.filter(certificate::equals).isPresent()) {
      return Optional.empty();
    }
    Verdict verdict = ChoiceChecker.check(matter.network().model(), certificate, matter.bids());
    return verdict.isValid() && certificate.booksRoot().equals(matter.booksRoot())
        ? Optional.empty()
        : Optional.of(
            suspicion(
                signer,
                Kind.CLEARING,
                "it signed a clearing that does not hold and that its messages do not give: "
                    + verdict.detail()));
  }

  private Suspicion suspicion(int region, Kind kind, String evidence) {
    return new Suspicion(List.of(matter.regionSigners().get(region).id()), kind, evidence);
  }
}
