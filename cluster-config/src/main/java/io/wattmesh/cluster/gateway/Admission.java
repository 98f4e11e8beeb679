package io.wattmesh.cluster.gateway;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what is let in. Cheap questions come first; the signature comes before the quota, so that
 * nobody can use up another's. It is the genesis's key that must have signed: who was registered
 * later hands in elsewhere. What is let in is judged again by every validator.
 */
final class Admission {
  /** What participants, governors and operators sign; books, clearings and readings are roles'. */
  private static final Set<MessageType> FOR_OUTSIDERS =
      Set.of(
          MessageType.CALL,
          MessageType.PROPOSAL_OF_RULES,
          MessageType.VOTE_ON_RULES,
          MessageType.NETWORK_NOTICE,
          MessageType.VALIDATOR_CHANGE,
          MessageType.OMISSION,
          MessageType.READING_CONFLICT,
          MessageType.EVIDENCE);

  /** Sealed ones would have to be revealed in time, for which there is no way in here. */
  private static final Set<MessageType> BIDS = Set.of(MessageType.BID);

  private final Genesis genesis;
  private final SigningContext context;
  private final Quotas quotas;

  Admission(Genesis genesis, Quotas quotas) {
    this.genesis = genesis;
    this.context = genesis.signingContext();
    this.quotas = quotas;
  }

  /** More bytes than this are not read. */
  static int maxBytes() {
    return FOR_OUTSIDERS.stream().mapToInt(MessageType::maxPayloadBytes).max().orElseThrow() + 1024;
  }

  /**
   * @return the message that may be handed in
   * @throws RefusedException if it may not
   */
  SignedEnvelope admit(byte[] bytes, long nowMillis) throws RefusedException {
    return admit(bytes, nowMillis, FOR_OUTSIDERS);
  }

  /**
   * @return the bid that may be brought to its aggregator
   * @throws RefusedException if it may not
   */
  SignedEnvelope admitBid(byte[] bytes, long nowMillis) throws RefusedException {
    return admit(bytes, nowMillis, BIDS);
  }

  /** The bus at which a registered signer's devices are. */
  int busOf(SignedEnvelope admitted) {
    return genesis.identities().get(new ParticipantId(admitted.signer())).bus();
  }

  private SignedEnvelope admit(byte[] bytes, long nowMillis, Set<MessageType> kinds)
      throws RefusedException {
    SignedEnvelope message = read(bytes);
    if (!kinds.contains(message.type())) {
      throw new RefusedException(
          Refusal.NOT_FOR_OUTSIDERS,
          "%s is no message that is handed in here; these are: %s."
              .formatted(message, kinds.stream().sorted().toList()));
    }
    if (!message.context().equals(context)) {
      throw new RefusedException(
          Refusal.OTHER_MARKET,
          "%s is signed for chain %s in epoch %d; this market is chain %s, signed for in epoch %d."
              .formatted(
                  message,
                  message.context().chainId().shortHex(),
                  message.context().epoch(),
                  context.chainId().shortHex(),
                  context.epoch()));
    }
    ParticipantId signer = requireSigned(message);
    synchronized (quotas) {
      if (!quotas.take(signer, nowMillis)) {
        throw new RefusedException(
            Refusal.QUOTA, signer + " hands in too much; go on more slowly, or later.");
      }
    }
    return message;
  }

  private static SignedEnvelope read(byte[] bytes) throws RefusedException {
    try {
      return SignedEnvelope.ofBytes(bytes);
    } catch (MalformedBytesException e) {
      throw new RefusedException(
          Refusal.MALFORMED,
          "These %d bytes are no signed message: %s".formatted(bytes.length, e.getMessage()));
    }
  }

  private ParticipantId requireSigned(SignedEnvelope message) throws RefusedException {
    Optional<Identity> identity =
        ParticipantId.parse(message.signer()).map(id -> genesis.identities().get(id));
    if (identity.isEmpty()) {
      throw new RefusedException(
          Refusal.UNKNOWN_SIGNER, "%s: nobody of this name is registered.".formatted(message));
    }
    if (!message.isSignedBy(identity.get().key(), context)) {
      throw new RefusedException(
          Refusal.BAD_SIGNATURE,
          "%s: the signature is not by the key that is registered for %s."
              .formatted(message, message.signer()));
    }
    return identity.get().id();
  }
}
