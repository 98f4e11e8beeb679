package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.Award;
import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.state.Commitment;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.ApproveAll;
import io.wattmesh.proto.contract.ApproveCommitment;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.CommitmentId;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.TransferCommitment;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/**
 * Forward commitments by EIP-721's rules: each award of a cleared interval, from its clearing to
 * its settlement. They follow from the state; a record is made when one is first approved or
 * transferred. Its owner is paid the award; whoever was awarded goes on to answer for the delivery,
 * and gives a guarantee for it while another owns the award. An award that costs its owner can't be
 * transferred: nobody comes to owe what it did not ask for.
 */
final class ForwardCommitment implements Contract {
  private static final byte[] NOTHING = new byte[0];

  /** A commitment as it stands, whether there is a record of it or not. */
  private record Standing(CommitmentId id, Award award, Commitment commitment, boolean kept) {
    boolean isSold() {
      return !commitment.owner().equals(id.participant());
    }
  }

  @Override
  public String name() {
    return Commitments.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case Commitments.OWNER_OF ->
          text(standing(CommitmentId.ofBytes(arguments), context).commitment().owner().value());
      case Commitments.GET_APPROVED ->
          text(
              standing(CommitmentId.ofBytes(arguments), context)
                  .commitment()
                  .approved()
                  .map(ParticipantId::value)
                  .orElse(""));
      case Commitments.BALANCE_OF -> balanceOf(BalanceOf.ofBytes(arguments).owner(), context);
      case Commitments.APPROVE -> approve(ApproveCommitment.ofBytes(arguments), context);
      case Commitments.SET_APPROVAL_FOR_ALL -> approveAll(ApproveAll.ofBytes(arguments), context);
      case Commitments.IS_APPROVED_FOR_ALL -> {
        AllowanceOf pair = AllowanceOf.ofBytes(arguments);
        yield new byte[] {(byte) (isOperator(pair.owner(), pair.spender(), context) ? 1 : 0)};
      }
      case Commitments.TRANSFER_FROM, Commitments.SAFE_TRANSFER_FROM ->
          transfer(TransferCommitment.ofBytes(arguments), context);
      default ->
          throw new CallRefusedException(
              OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
    };
  }

  private static byte[] text(String text) {
    return new CanonicalWriter().text(text).toByteArray();
  }

  private static Standing standing(CommitmentId id, ContractContext context) {
    Award award =
        context
            .award(id.interval(), id.participant())
            .orElseThrow(
                () ->
                    new CallRefusedException(
                        OutcomeCode.UNKNOWN_COMMITMENT, "there is no award " + id));
    Optional<Commitment> kept =
        context.read(Commitment.key(id.interval(), id.participant())).map(Commitment::ofBytes);
    Commitment commitment =
        kept.orElseGet(() -> new Commitment(id.participant(), Optional.empty(), 0));
    return new Standing(id, award, commitment, kept.isPresent());
  }

  private static byte[] balanceOf(ParticipantId owner, ContractContext context) {
    long count = 0;
    for (long interval : context.unsettled()) {
      count = context.add(count, held(interval, owner, context));
      if (context.award(interval, owner).isPresent()
          && context
              .read(Commitment.key(interval, owner))
              .map(Commitment::ofBytes)
              .filter(commitment -> !commitment.owner().equals(owner))
              .isEmpty()) {
        count = context.add(count, 1);
      }
    }
    return new CanonicalWriter().i64(count).toByteArray();
  }

  private static long held(long interval, ParticipantId owner, ContractContext context) {
    return context
        .read(Commitment.heldKey(interval, owner))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  private static String operatorKey(ParticipantId owner, ParticipantId operator) {
    return "operator/" + owner + "/" + operator;
  }

  private static boolean isOperator(
      ParticipantId owner, ParticipantId operator, ContractContext context) {
    return context.read(operatorKey(owner, operator)).isPresent();
  }

  private static byte[] approveAll(ApproveAll approve, ContractContext context) {
    context.requireParticipant(approve.operator());
    String key = operatorKey(context.caller(), approve.operator());
    if (approve.approved()) {
      context.write(key, new byte[] {1});
    } else {
      context.remove(key);
    }
    context.emit("approval-for-all", context.caller(), approve.operator(), approve.approved());
    return NOTHING;
  }

  private static byte[] approve(ApproveCommitment approve, ContractContext context) {
    Standing standing = standing(approve.commitment(), context);
    approve.approved().ifPresent(context::requireParticipant);
    ParticipantId owner = standing.commitment().owner();
    if (!context.caller().equals(owner) && !isOperator(owner, context.caller(), context)) {
      throw notTheOwner(context, standing);
    }
    put(
        standing,
        new Commitment(owner, approve.approved(), standing.commitment().guaranteeMicros()),
        context);
    context.emit(
        "approval",
        owner,
        approve.approved().map(ParticipantId::value).orElse(""),
        standing.id().interval(),
        standing.id().participant());
    return NOTHING;
  }

  private static CallRefusedException notTheOwner(ContractContext context, Standing standing) {
    return new CallRefusedException(
        OutcomeCode.NOT_THE_OWNER,
        "%s belongs to %s; %s is not approved"
            .formatted(standing.id(), standing.commitment().owner(), context.caller()));
  }

  private static void put(Standing standing, Commitment commitment, ContractContext context) {
    CommitmentId id = standing.id();
    String mark = Commitment.markKey(id.interval());
    if (!standing.kept() && context.read(mark).isEmpty()) {
      context.write(mark, new byte[] {1});
    }
    context.write(Commitment.key(id.interval(), id.participant()), commitment.toBytes());
  }

  private static byte[] transfer(TransferCommitment transfer, ContractContext context) {
    Standing standing = standing(transfer.commitment(), context);
    context.requireParticipant(transfer.to());
    ParticipantId owner = standing.commitment().owner();
    boolean mayTransfer =
        context.caller().equals(owner)
            || standing.commitment().approved().filter(context.caller()::equals).isPresent()
            || isOperator(owner, context.caller(), context);
    if (!transfer.from().equals(owner) || !mayTransfer) {
      throw notTheOwner(context, standing);
    }
    if (standing.award().paymentMicros() < 0) {
      throw new CallRefusedException(
          OutcomeCode.NOT_TRANSFERABLE,
          "%s costs its owner %d micro-tokens"
              .formatted(standing.id(), -standing.award().paymentMicros()));
    }
    move(standing, transfer.to(), context);
    context.emit(
        "transfer", owner, transfer.to(), standing.id().interval(), standing.id().participant());
    return NOTHING;
  }

  private static void move(Standing standing, ParticipantId to, ContractContext context) {
    CommitmentId id = standing.id();
    boolean sold = !to.equals(id.participant());
    if (sold && !standing.isSold()) {
      context.lock(id.participant(), standing.award().guaranteeMicros());
    } else if (!sold && standing.isSold()) {
      context.unlock(id.participant(), standing.commitment().guaranteeMicros());
    }
    if (standing.isSold()) {
      count(id.interval(), standing.commitment().owner(), -1, context);
    }
    if (sold) {
      count(id.interval(), to, 1, context);
    }
    long guarantee = sold ? standing.award().guaranteeMicros() : 0;
    put(standing, new Commitment(to, Optional.empty(), guarantee), context);
  }

  private static void count(long interval, ParticipantId owner, long by, ContractContext context) {
    long count = context.add(held(interval, owner, context), by);
    String key = Commitment.heldKey(interval, owner);
    if (count == 0) {
      context.remove(key);
    } else {
      context.write(key, new CanonicalWriter().i64(count).toByteArray());
    }
  }
}
