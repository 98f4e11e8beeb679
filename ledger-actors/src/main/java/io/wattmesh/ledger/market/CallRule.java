package io.wattmesh.ledger.market;

import io.wattmesh.ledger.contract.Award;
import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.ContractHost;
import io.wattmesh.ledger.contract.GasMeter;
import io.wattmesh.ledger.contract.GasSchedule;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.settlement.OpenAwards;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.NonceWindow;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Calls of contracts by participants. A call whose signature holds and whose nonce is free uses the
 * nonce up, also if the call itself then fails: what a participant was told of it stays true, for
 * the same bytes can't take effect later. It also pays for its gas, whatever becomes of it: what it
 * used, or all of its limit if that did not suffice. A failed call changes nothing else.
 */
final class CallRule {
  private static final byte[] NOTHING = new byte[0];

  private final Execution run;
  private final ParticipantId caller;
  private final Call call;
  private final GasMeter meter;
  private byte[] result = NOTHING;
  private List<ContractEvent> events = List.of();

  private CallRule(Execution run, ParticipantId caller, Call call, GasMeter meter) {
    this.run = run;
    this.caller = caller;
    this.call = call;
    this.meter = meter;
  }

  static Judgement apply(Execution run, SignedEnvelope envelope, Hash transaction) {
    Optional<Identity> caller =
        run.identity(envelope.signer(), Role.PARTICIPANT)
            .or(() -> run.identity(envelope.signer(), Role.ISSUER));
    if (caller.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered participant");
    }
    Call call;
    try {
      call = Call.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    var meter = new GasMeter(call.gasLimit(), run.watch());
    meter.charge("check signature", envelope.signer(), GasSchedule.SIGNATURE_CHECK);
    if (!run.holds(envelope, caller.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    ParticipantId id = caller.get().id();
    Account account = run.state.account(id);
    NonceWindow nonces = account.calls();
    if (!nonces.isFree(call.nonce())) {
      return Judgement.refuse(
          nonces.isBelow(call.nonce()) ? OutcomeCode.STALE_NONCE : OutcomeCode.DUPLICATE,
          "nonce %d of %s, the highest is %d".formatted(call.nonce(), id, nonces.highest()));
    }
    run.state.putAccount(id, account.withCalls(nonces.with(call.nonce())));
    return new CallRule(run, id, call, meter).carryOut(transaction, account.freeMicros());
  }

  /**
   * The whole limit's fee is taken first, and what was not used is given back.
   *
   * @param free what the caller has free
   */
  private Judgement carryOut(Hash transaction, long free) {
    long gasPrice = run.parameters().fees().gasPriceMicros();
    long most = Math.multiplyExact(call.gasLimit(), gasPrice);
    if (free < most) {
      return Judgement.refuse(
          OutcomeCode.INSUFFICIENT_FUNDS,
          "%s has %d micro-tokens free, its gas can cost %d".formatted(caller, free, most));
    }
    pay(caller, -most);
    Judgement judgement = perform();
    long fee = Math.multiplyExact(meter.used(), gasPrice);
    pay(caller, most - fee);
    pay(LedgerState.TARIFF, fee);
    run.receipts.add(
        new CallReceipt(
            transaction,
            caller,
            call.contract(),
            call.method(),
            meter.limit(),
            meter.used(),
            fee,
            result,
            events));
    return judgement;
  }

  private void pay(ParticipantId id, long micros) {
    if (micros != 0) {
      run.state.putAccount(id, run.state.account(id).plus(micros));
    }
  }

  private Judgement perform() {
    run.state.layer().mark();
    Judgement judgement = judge();
    if (judgement.code() == OutcomeCode.ACCEPTED) {
      run.state.layer().keep();
    } else {
      run.state.layer().undo();
    }
    return judgement;
  }

  private Judgement judge() {
    int version = run.rules().contractVersion(call.contract(), run.epoch());
    if (version == 0) {
      return Judgement.refuse(
          OutcomeCode.UNREGISTERED_CONTRACT, call.contract() + " is not registered any more");
    }
    Optional<Contract> contract = run.contracts().find(call.contract(), version);
    if (contract.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_METHOD, "there is no contract " + call.contract());
    }
    run.watch().called(call.contract(), version);
    var context = new ContractContext(run.state, new Host(run), meter, caller, call);
    try {
      byte[] arguments = call.arguments();
      meter.charge(
          "hash",
          "arguments, " + arguments.length + " bytes",
          GasSchedule.hashing(arguments.length));
      byte[] given = contract.get().call(call.method(), arguments, context);
      if (given.length > CallReceipt.MAX_RESULT_BYTES) {
        throw new IllegalStateException(
            "A result has at most %d bytes, that of %s %s has %d."
                .formatted(
                    CallReceipt.MAX_RESULT_BYTES, call.contract(), call.method(), given.length));
      }
      events = context.end();
      result = given;
      return Judgement.ACCEPTED;
    } catch (CallRefusedException e) {
      return Judgement.refuse(e.code(), e.getMessage());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.BAD_ARGUMENTS, e.getMessage());
    } catch (RuntimeException e) {
      // Deterministic like all that a contract does; the others' transactions must go on.
      return Judgement.refuse(OutcomeCode.CONTRACT_FAILED, e.toString());
    }
  }

  private record Host(Execution run) implements ContractHost {
    @Override
    public boolean isParticipant(ParticipantId id) {
      return run.identity(id, Role.PARTICIPANT).isPresent();
    }

    @Override
    public boolean isAggregator(ParticipantId id) {
      return run.identity(id, Role.AGGREGATOR).isPresent();
    }

    @Override
    public boolean isIssuer(ParticipantId id) {
      return run.identity(id, Role.ISSUER).isPresent();
    }

    @Override
    public boolean isSigned(SignedEnvelope envelope) {
      return run.identity(envelope.signer(), Role.PARTICIPANT)
          .filter(signer -> run.holds(envelope, signer))
          .isPresent();
    }

    @Override
    public boolean isAhead(long interval) {
      return run.isAhead(interval);
    }

    @Override
    public boolean neverCame(long interval) {
      return run.neverCame(interval);
    }

    @Override
    public MarketParameters parameters() {
      return run.parameters();
    }

    @Override
    public OptionalInt workOfAward(long interval, ParticipantId participant) {
      Optional<Identity> identity = run.identity(participant.value(), Role.PARTICIPANT, interval);
      return identity.isPresent()
          ? OpenAwards.work(run.state, run.rules(), interval, identity.get().bus())
          : OptionalInt.empty();
    }

    @Override
    public Optional<Award> award(long interval, ParticipantId participant) {
      return run.identity(participant.value(), Role.PARTICIPANT, interval)
          .flatMap(
              identity ->
                  OpenAwards.find(run.state, run.rules(), interval, participant, identity.bus()))
          .map(
              open -> new Award(open.energyJoules(), open.paymentMicros(), open.guaranteeMicros()));
    }
  }

  /** Whether it is of a registered participant whose nonce is free. */
  static boolean mayTakeEffect(LedgerState state, MarketRules rules, SignedEnvelope envelope) {
    return Execution.participantId(envelope.signer())
        .filter(id -> rules.mayCall(id))
        .filter(id -> state.account(id).calls().isFree(Call.ofBytes(envelope.payload()).nonce()))
        .isPresent();
  }
}
