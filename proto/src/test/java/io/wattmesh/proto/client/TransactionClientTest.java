package io.wattmesh.proto.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.EpochParts;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.ChainIdentity;
import io.wattmesh.proto.proof.OutcomeRecord;
import io.wattmesh.proto.proof.ProofRefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Four validators of which one may lie, a network that may lose anything, and a client. */
class TransactionClientTest {
  private static final ValidatorSet FIRST = EpochParts.set(0, "v0", "v1", "v2", "v3");
  private static final ValidatorSet SECOND = EpochParts.set(1, "v1", "v2", "v3", "v4");
  private static final ChainIdentity CHAIN = new ChainIdentity(FIRST, Hash.ZERO);
  private static final Hash ID = CHAIN.chainId();
  private static final ReplyParts PARTS = new ReplyParts(ID);
  private static final EpochChange TO_SECOND = EpochParts.change(FIRST, ID, 5, Hash.ZERO, SECOND);
  private static final ClientOptions OPTIONS = new ClientOptions(1_000, 50);
  private static final int UNKNOWN_METHOD = 22;

  private final TransactionClient client =
      new TransactionClient(
          ID, CHAIN, new ParticipantId("alice"), EpochParts.key("alice"), 1, OPTIONS);

  private ClientEffect.Submit submit(long now) {
    PreparedCall call = client.prepare("payment-token", "transfer", new byte[0]);
    return (ClientEffect.Submit) only(client.submit(call, now));
  }

  private static ClientEffect only(List<ClientEffect> effects) {
    assertThat(effects).hasSize(1);
    return effects.getFirst();
  }

  private static Hash id(ClientEffect.Submit submit) {
    return Sha256.of(submit.transaction());
  }

  private static Statement accepted(Hash id, long height) {
    return Statement.committed(height, new OutcomeRecord(id, OutcomeRecord.ACCEPTED, 0));
  }

  private Verdict verdict(List<ClientEffect> effects) {
    return ((ClientEffect.Decided) only(effects)).verdict();
  }

  private Reply signedBy(String validator, Statement statement) {
    return PARTS.signed(FIRST, validator, statement);
  }

  /** The others than the one who has the transaction. */
  private static List<String> others(ClientEffect.Submit submit) {
    return FIRST.validators().stream()
        .map(validator -> validator.id().value())
        .filter(name -> !name.equals(submit.validator().value()))
        .toList();
  }

  @Test
  void aCallIsSignedInTheGenesisContextWithNoncesInTurn() {
    for (long nonce = 1; nonce <= 3; nonce++) {
      SignedEnvelope envelope = SignedEnvelope.ofBytes(submit(0).transaction());

      assertThat(
              envelope.isSignedBy(
                  EpochParts.key("alice").verificationKey(), new SigningContext(ID, 0)))
          .isTrue();
      assertThat(Call.ofBytes(envelope.payload()).nonce()).isEqualTo(nonce);
    }
  }

  @Test
  void oneReplyWithProofDecidesWhoeverItComesFrom() {
    ClientEffect.Submit submit = submit(0);
    Reply reply = PARTS.proven(FIRST, 7, 0, UNKNOWN_METHOD, List.of(id(submit))).getFirst();

    assertThat(verdict(client.onReply(reply, 10)))
        .isEqualTo(new Verdict.Committed(7, new OutcomeRecord(id(submit), UNKNOWN_METHOD, 0)));
    assertThat(client.size()).isZero();
    assertThat(client.onReply(reply, 11)).isEmpty();
    assertThat(client.counts().foreign()).isEqualTo(1);
  }

  @Test
  void aBlockThatIsCommittedByALaterOneIsProvenByTheHeadersBetween() {
    ClientEffect.Submit submit = submit(0);
    Reply reply = PARTS.proven(FIRST, 7, 3, 0, List.of(id(submit))).getFirst();

    assertThat(verdict(client.onReply(Reply.ofBytes(reply.toBytes()), 10)))
        .isEqualTo(new Verdict.Committed(7, new OutcomeRecord(id(submit), 0, 0)));
  }

  @Test
  void aBlocksManyRepliesCostOneCheckOfItsCertificate() {
    List<Hash> ids = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      ids.add(id(submit(0)));
    }
    for (Reply reply : PARTS.proven(FIRST, 7, 1, 0, ids)) {
      verdict(client.onReply(reply, 10));
    }

    assertThat(client.size()).isZero();
    assertThat(client.checkedCertificates()).isEqualTo(1);
  }

  @Test
  void clientsThatShareVerdictsCheckABlocksCertificateOnceAndEachTheRestByItself() {
    var shared = new CheckedCertificates();
    List<TransactionClient> clients =
        Stream.of("alice", "bob", "carol").map(sharing(shared)).toList();
    List<Hash> ids = new ArrayList<>();
    for (TransactionClient one : clients) {
      PreparedCall call = one.prepare("payment-token", "transfer", new byte[0]);
      ids.add(id((ClientEffect.Submit) only(one.submit(call, 0))));
    }
    List<Reply> replies = PARTS.proven(FIRST, 7, 1, 0, ids);
    List<Reply> forged = PARTS.proven(SECOND, 7, 1, 0, ids);
    for (int k = 0; k < 3; k++) {
      assertThat(clients.get(k).onReply(forged.get(k), 10)).isEmpty();
      assertThat(verdict(clients.get(k).onReply(replies.get(k), 10)))
          .isInstanceOf(Verdict.Committed.class);
      assertThat(clients.get(k).onReply(replies.get((k + 1) % 3), 10)).as("another's").isEmpty();
    }

    assertThat(shared.checked()).isEqualTo(1);
  }

  private static Function<String, TransactionClient> sharing(CheckedCertificates shared) {
    return name ->
        new TransactionClient(
            ID, CHAIN, new ParticipantId(name), EpochParts.key(name), 1, OPTIONS, shared);
  }

  @Test
  void proofsThatDoNotHoldAreCountedAndDecideNothing() {
    Hash id = id(submit(0));
    List<Hash> ids = List.of(id, Hash.ZERO, Sha256.of(new byte[1]));
    var good = (Reply.Proven) PARTS.proven(FIRST, 7, 2, UNKNOWN_METHOD, ids).getFirst();
    var forged = new ArrayList<Reply>();
    forged.add(new Reply.Proven(new OutcomeRecord(id, 0, 0), good.path(), good.blockProof()));
    forged.add(
        new Reply.Proven(new OutcomeRecord(id, UNKNOWN_METHOD, 1), good.path(), good.blockProof()));
    forged.addAll(PARTS.proven(FIRST, 7, 2, 2, 0, List.of(id)));
    BlockProof proof = BlockProof.ofBytes(good.blockProof());
    forged.add(
        new Reply.Proven(
            good.outcome(),
            good.path(),
            new BlockProof(proof.headers().subList(1, 2), proof.commit()).toBytes()));
    forged.add(
        new Reply.Proven(
            good.outcome(),
            good.path(),
            new BlockProof(proof.headers().subList(0, 1), proof.commit()).toBytes()));
    forged.add(new Reply.Proven(good.outcome(), good.path(), new byte[40]));
    byte[] bytes = good.blockProof();
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 0x10;
      forged.add(new Reply.Proven(good.outcome(), good.path(), flipped));
    }

    forged.forEach(reply -> assertThat(client.onReply(reply, 10)).as("%s", reply).isEmpty());

    assertThat(client.counts().forged() + client.counts().foreign()).isEqualTo(forged.size());
    assertThat(client.counts().forged()).isGreaterThan(6);
    assertThat(verdict(client.onReply(good, 20))).isInstanceOf(Verdict.Committed.class);
  }

  @Test
  void aProofThatTheNonceWasUsedBeforeDecidesNothingForItHidesWhatBecameOfItThen() {
    Hash id = id(submit(0));
    for (int code :
        new int[] {OutcomeRecord.DUPLICATE, OutcomeRecord.STALE_NONCE, OutcomeRecord.REPEATED}) {
      assertThat(client.onReply(PARTS.proven(FIRST, 9, 0, code, List.of(id)).getFirst(), 1))
          .isEmpty();
    }

    assertThat(client.counts().inconclusive()).isEqualTo(3);
    assertThat(client.size()).isEqualTo(1);
  }

  @Test
  void withoutProofMoreThanAThirdOfThePowerMustSayTheSame() {
    ClientEffect.Submit submit = submit(0);
    Statement truth = accepted(id(submit), 4);
    Statement lie = Statement.uncommitted(id(submit), ReplyKind.STALE);
    String liar = submit.validator().value();
    List<String> honest = others(submit);

    ClientEffect.Submit next = (ClientEffect.Submit) only(client.onReply(signedBy(liar, lie), 10));
    assertThat(next.validator()).isNotEqualTo(submit.validator());
    assertThat(client.onReply(signedBy(liar, lie), 11)).isEmpty();
    assertThat(client.onReply(signedBy(liar, accepted(id(submit), 9)), 12)).isEmpty();
    assertThat(client.counts().duplicate()).isEqualTo(1);
    assertThat(client.counts().contradictory()).isEqualTo(1);
    client.onReply(signedBy(honest.get(0), truth), 13);
    assertThat(client.size()).isEqualTo(1);

    assertThat(verdict(client.onReply(signedBy(honest.get(1), truth), 14)))
        .isEqualTo(new Verdict.Committed(4, new OutcomeRecord(id(submit), 0, 0)));
  }

  @Test
  void finalRefusalsAreBelievedFromMoreThanAThird() {
    for (ReplyKind kind : List.of(ReplyKind.TOO_LARGE, ReplyKind.STALE)) {
      Statement statement = Statement.uncommitted(id(submit(0)), kind);
      client.onReply(signedBy("v0", statement), 1);

      assertThat(verdict(client.onReply(signedBy("v3", statement), 2)))
          .isEqualTo(new Verdict.Refused(kind));
    }
  }

  @Test
  void whatIsNotSignedByAValidatorOfThisEpochIsCountedAndChangesNothing() {
    Hash id = id(submit(0));
    Statement statement = accepted(id, 4);
    SigningContext elsewhere = new SigningContext(Hash.ZERO, 0);

    assertThat(client.onReply(PARTS.signed(FIRST, "v1", "v2", statement), 1)).isEmpty();
    assertThat(client.counts().forged()).isEqualTo(1);
    client.onReply(PARTS.signed(FIRST, "alice", statement), 1);
    client.onReply(PARTS.signed(SECOND, "v1", statement), 1);
    client.onReply(new ReplyParts(elsewhere.chainId()).signed(FIRST, "v1", statement), 1);
    client.onReply(signedBy("v1", accepted(Hash.ZERO, 4)), 1);
    client.onReply(
        new Reply.Signed(
            new SigningContext(ID, 0)
                .sign(
                    io.wattmesh.proto.crypto.MessageType.VOTE,
                    "v1",
                    statement.toBytes(),
                    EpochParts.key("v1"))),
        1);
    assertThat(client.counts().foreign()).isEqualTo(5);

    assertThat(client.onReply(signedBy("v0", statement), 2).stream())
        .noneMatch(ClientEffect.Decided.class::isInstance);
    assertThat(client.size()).isEqualTo(1);
  }

  @Test
  void withoutAVerdictInTimeTheNextValidatorGetsTheSameBytesAndSoOn() {
    ClientEffect.Submit first = submit(0);
    Set<ParticipantId> asked = new HashSet<>(Set.of(first.validator()));
    assertThat(client.tick(999)).isEmpty();
    for (long now = 1_000; now <= 3_000; now += 1_000) {
      var again = (ClientEffect.Submit) only(client.tick(now));
      assertThat(again.transaction()).isEqualTo(first.transaction());
      assertThat(asked.add(again.validator())).isTrue();
      assertThat(client.tick(now + 1)).isEmpty();
    }

    assertThat(((ClientEffect.Submit) only(client.tick(4_000))).validator())
        .isEqualTo(first.validator());
  }

  @Test
  void aValidatorThatLetOneWaitIsNotAskedByOthersForAWhileUnlessNobodyElseSpeaks() {
    long patience = OPTIONS.patienceMillis();
    ClientEffect.Submit first = submit(0);
    String silent = first.validator().value();
    var next = (ClientEffect.Submit) only(client.tick(patience));
    assertThat(next.validator().value()).isNotEqualTo(silent);
    for (int k = 0; k < 40; k++) {
      assertThat(submit(patience + k).validator().value()).isNotEqualTo(silent);
    }
    long later = patience + 10 * patience;
    boolean askedAgain = false;
    for (int k = 0; k < 40; k++) {
      askedAgain |= submit(later).validator().value().equals(silent);
    }
    assertThat(askedAgain).as("after ten times the patience").isTrue();
  }

  @Test
  void whereNobodySpeaksEachIsAskedInTurn() {
    long patience = OPTIONS.patienceMillis();
    ClientEffect.Submit submit = submit(0);
    var asked = new ArrayList<String>();
    for (int k = 1; k <= 8; k++) {
      asked.add(submit.validator().value());
      submit = (ClientEffect.Submit) only(client.tick(k * patience));
    }
    assertThat(asked.subList(0, 4)).doesNotHaveDuplicates();
    assertThat(asked.subList(4, 8)).doesNotHaveDuplicates();
  }

  @Test
  void aBusyValidatorIsPassedOverAtOnceAndAfterAllOfThemTheWaitGrows() {
    ClientEffect.Submit at = submit(0);
    Statement busy = Statement.uncommitted(id(at), ReplyKind.BUSY);
    for (String other : others(at)) {
      assertThat(client.onReply(signedBy(other, busy), 0)).as("it was not asked").isEmpty();
    }
    long now = 0;
    for (long wait : new long[] {50, 100, 200, 400, 800, 1_000, 1_000}) {
      for (int k = 0; k < 3; k++) {
        at =
            (ClientEffect.Submit) only(client.onReply(signedBy(at.validator().value(), busy), now));
      }
      assertThat(client.onReply(signedBy(at.validator().value(), busy), now)).isEmpty();
      assertThat(client.tick(now + wait - 1)).isEmpty();
      now += wait;
      at = (ClientEffect.Submit) only(client.tick(now));
    }
  }

  @Test
  void noTwoUnderWayAreFurtherApartThanTheLedgersWindow() {
    List<Hash> ids = new ArrayList<>();
    for (int k = 0; k < Call.NONCE_WINDOW; k++) {
      assertThat(client.refusal()).isEmpty();
      ids.add(id(submit(0)));
    }
    assertThat(client.refusal().orElseThrow()).contains("1 to 257", "256", "wait");
    PreparedCall beyond = client.prepare("payment-token", "transfer", new byte[0]);
    assertThatThrownBy(() -> client.submit(beyond, 0)).isInstanceOf(IllegalStateException.class);

    List<Reply> replies = PARTS.proven(FIRST, 7, 0, 0, ids);
    client.onReply(replies.get(100), 1);
    assertThat(client.refusal(beyond.nonce())).as("nonce 1 may still be lost").isPresent();
    client.onReply(replies.get(0), 1);
    assertThat(client.refusal(beyond.nonce())).isEmpty();
    assertThat(only(client.submit(beyond, 2))).isInstanceOf(ClientEffect.Submit.class);
  }

  @Test
  void preparedCallsMayBeSubmittedInAnyOrderWithinTheWindow() {
    List<PreparedCall> calls = new ArrayList<>();
    for (int k = 0; k < 300; k++) {
      calls.add(client.prepare("payment-token", "transfer", new byte[0]));
    }
    client.submit(calls.get(270), 0);

    assertThat(client.refusal(15)).as("256 below 271").isPresent();
    assertThat(client.refusal(16)).isEmpty();
    client.submit(calls.get(15), 0);
    assertThat(client.submit(calls.get(15), 0)).as("it is under way").isEmpty();
    assertThat(client.refusal(272)).isPresent();
  }

  @Test
  void afterTheEndOfAnEpochTheNextValidatorsAreBelievedAndStatementsOfTheOldOnesCountNoMore() {
    ClientEffect.Submit submit = submit(0);
    Hash id = id(submit);
    client.onReply(signedBy("v1", accepted(id, 4)), 1);
    Reply early = PARTS.proven(SECOND, 8, 0, 0, List.of(id)).getFirst();
    assertThat(client.onReply(early, 2)).as("of an unknown epoch").isEmpty();

    client.onReply(new Reply.Epochs(new EpochChanges(List.of(TO_SECOND))), 3);
    assertThat(client.epoch()).isEqualTo(1);
    client.onReply(PARTS.signed(SECOND, "v2", accepted(id, 4)), 4);
    assertThat(client.size()).as("one of each epoch is not enough").isEqualTo(1);
    assertThat(client.onReply(signedBy("v3", accepted(id, 4)), 5)).isEmpty();
    assertThat(((ClientEffect.Submit) only(client.tick(5_000))).epoch()).isEqualTo(1);

    assertThat(verdict(client.onReply(early, 5_001)))
        .isEqualTo(new Verdict.Committed(8, new OutcomeRecord(id, 0, 0)));
  }

  @Test
  void aProofOfTheEpochBeforeIsBelievedAfterItsEnd() {
    Hash id = id(submit(0));
    client.onReply(new Reply.Epochs(new EpochChanges(List.of(TO_SECOND))), 1);

    assertThat(verdict(client.onReply(PARTS.proven(FIRST, 4, 1, 0, List.of(id)).getFirst(), 2)))
        .isInstanceOf(Verdict.Committed.class);
  }

  @Test
  void forgedEndsOfEpochsChangeNothing() {
    var forged =
        new EpochChange(
            TO_SECOND.last(),
            TO_SECOND.certificate(),
            TO_SECOND.commit(),
            EpochParts.set(1, "v5", "v6", "v7", "v8"));

    client.onReply(new Reply.Epochs(new EpochChanges(List.of(forged))), 1);

    assertThat(client.epoch()).isZero();
    assertThat(client.counts().forged()).isEqualTo(1);
  }

  @Test
  void anotherChainIsRefused() {
    assertThatThrownBy(
            () ->
                new TransactionClient(
                    Hash.ZERO,
                    CHAIN,
                    new ParticipantId("alice"),
                    EpochParts.key("alice"),
                    1,
                    OPTIONS))
        .isInstanceOf(ProofRefusedException.class);
  }
}
