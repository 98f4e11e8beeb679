package io.wattmesh.ledger.contract;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.state.Supply;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that a contract sees during one call. Each step is charged before it happens. Of the state a
 * contract reaches what accounts hold and records of its own, under its name. It can neither make
 * nor lose tokens: sums are kept of what it writes, and a call after which they are not right is
 * undone as the contract's own failure. A context that was kept beyond its call refuses everything.
 */
public final class ContractContext {
  /** The longest value of a contract's own record; a write costs the same for all. */
  public static final int MAX_RECORD_BYTES = 512;

  private final LedgerState state;
  private final ContractHost host;
  private final GasMeter meter;
  private final ParticipantId caller;
  private final Call call;
  private final List<ContractEvent> events = new ArrayList<>();
  private long madeMicros;
  private long madeJoules;
  private boolean ended;

  /** The account that was read or written last, which is mostly written or read next. */
  private ParticipantId lastId;

  private Account lastAccount;

  public ContractContext(
      LedgerState state, ContractHost host, GasMeter meter, ParticipantId caller, Call call) {
    this.state = state;
    this.host = host;
    this.meter = meter;
    this.caller = caller;
    this.call = call;
  }

  private void step(String what, Object subject, long gas) {
    if (ended) {
      throw new IllegalStateException(
          "The call of %s %s has ended; a contract keeps nothing beside the state."
              .formatted(call.contract(), call.method()));
    }
    meter.charge(what, subject, gas);
  }

  /** Who signed the call. */
  public ParticipantId caller() {
    return caller;
  }

  public long nonce() {
    return call.nonce();
  }

  public MarketParameters parameters() {
    return host.parameters();
  }

  /**
   * Somebody who is to have or give tokens.
   *
   * @throws CallRefusedException if no participant has this name
   */
  public void requireParticipant(ParticipantId id) {
    step("read whether registered", id, GasSchedule.READ);
    if (!host.isParticipant(id)) {
      throw new CallRefusedException(
          OutcomeCode.UNKNOWN_RECIPIENT, id + " is no registered participant");
    }
  }

  /**
   * Somebody whose bond is to grow.
   *
   * @throws CallRefusedException if no aggregator has this name
   */
  public void requireAggregator(ParticipantId id) {
    step("read whether aggregator", id, GasSchedule.READ);
    if (!host.isAggregator(id)) {
      throw new CallRefusedException(
          OutcomeCode.UNKNOWN_RECIPIENT, id + " is no registered aggregator");
    }
  }

  /**
   * The caller, to whom genesis gave the right to issue payment tokens.
   *
   * @throws CallRefusedException if it has not
   */
  public void requireIssuer() {
    step("read whether issuer", caller, GasSchedule.READ);
    if (!host.isIssuer(caller)) {
      throw new CallRefusedException(OutcomeCode.NOT_THE_ISSUER, caller + " is no issuer");
    }
  }

  /**
   * Changes how many tokens there are by what the contract gave to accounts or took from them. Only
   * the payment token's contract can, and only for an issuer.
   *
   * @throws CallRefusedException if there would be more than genesis allows
   */
  public void issueTokens(long micros) {
    if (!call.contract().equals(Tokens.PAYMENT) || !host.isIssuer(caller)) {
      throw new IllegalStateException(
          "%s can't issue tokens for %s.".formatted(call.contract(), caller));
    }
    Supply supply = supply();
    long issued = add(supply.issuedMicros(), micros);
    if (micros > 0) {
      requireCovered(
          issued,
          parameters().credit().issuanceCapMicros(),
          OutcomeCode.ISSUANCE_CAP,
          "there can be tokens");
    }
    step("write", "supply", GasSchedule.WRITE);
    madeMicros = Math.subtractExact(madeMicros, micros);
    state.putSupply(supply.plusIssued(micros));
  }

  private Account account(ParticipantId id) {
    if (!id.equals(lastId)) {
      lastAccount = state.account(id);
      lastId = id;
    }
    return lastAccount;
  }

  private void putAccount(ParticipantId id, Account account) {
    state.putAccount(id, account);
    lastId = id;
    lastAccount = account;
  }

  public Holding holding(ParticipantId id) {
    step("read account", id, GasSchedule.READ);
    Account account = account(id);
    return new Holding(account.balanceMicros(), account.lockedMicros(), account.creditsJoules());
  }

  public void putHolding(ParticipantId id, Holding holding) {
    step("write account", id, GasSchedule.WRITE);
    Account before = account(id);
    if (holding.lockedMicros() != before.lockedMicros()) {
      throw new IllegalStateException("A contract can't lock or release tokens, of " + id + ".");
    }
    long micros = Math.subtractExact(holding.balanceMicros(), before.balanceMicros());
    long joules = Math.subtractExact(holding.creditsJoules(), before.creditsJoules());
    madeMicros = Math.addExact(madeMicros, micros);
    madeJoules = Math.addExact(madeJoules, joules);
    putAccount(id, before.plus(micros).plusCredits(joules));
  }

  /**
   * Locks free tokens, which stay where they are.
   *
   * @throws CallRefusedException if not so many are free
   */
  public void lock(ParticipantId id, long micros) {
    requireCovered(
        micros, holding(id).freeMicros(), OutcomeCode.INSUFFICIENT_FUNDS, id + " has free");
    step("write account", id, GasSchedule.WRITE);
    putAccount(id, account(id).lock(micros));
  }

  /** Releases tokens that were locked by {@link #lock}. */
  public void unlock(ParticipantId id, long micros) {
    step("write account", id, GasSchedule.WRITE);
    putAccount(id, account(id).unlock(micros));
  }

  /**
   * An interval for which bids are still taken, and not beyond what can be foreseen.
   *
   * @throws CallRefusedException if it is not
   */
  public void requireAhead(long interval) {
    step("read whether ahead", interval, GasSchedule.READ);
    if (!host.isAhead(interval)) {
      throw new CallRefusedException(
          OutcomeCode.NOT_AHEAD, "interval %d is not ahead".formatted(interval));
    }
  }

  /**
   * An interval that is over without ever having begun.
   *
   * @throws CallRefusedException if it is not
   */
  public void requireNeverCame(long interval) {
    step("read whether it came", interval, GasSchedule.READ);
    if (!host.neverCame(interval)) {
      throw new CallRefusedException(
          OutcomeCode.NOT_AHEAD, "interval %d may come or has come".formatted(interval));
    }
  }

  /** The intervals that are not settled, rising. */
  public List<Long> unsettled() {
    step("read", "unsettled intervals", GasSchedule.READ);
    return state.unsettled();
  }

  /** What a cleared interval owes a participant; a step for each bus and each bid at its own. */
  public Optional<Award> award(long interval, ParticipantId participant) {
    step("read interval", interval, GasSchedule.READ);
    OptionalInt work = host.workOfAward(interval, participant);
    if (work.isEmpty()) {
      return Optional.empty();
    }
    step("reckon award", participant, work.getAsInt() * GasSchedule.ARITHMETIC);
    return host.award(interval, participant);
  }

  public Supply supply() {
    step("read", "supply", GasSchedule.READ);
    return state.supply();
  }

  /** Takes credits that an account gave up out of the supply. */
  public void burnCredits(long joules) {
    step("write", "supply", GasSchedule.WRITE);
    madeJoules = Math.addExact(madeJoules, joules);
    state.putSupply(state.supply().burn(joules));
  }

  private StateKey own(String key) {
    return StateKey.contract(call.contract(), key);
  }

  /** One of the contract's own records. */
  public Optional<byte[]> read(String key) {
    step("read record", key, GasSchedule.READ);
    return state.layer().get(own(key));
  }

  public void write(String key, byte[] value) {
    step("write record", key, GasSchedule.WRITE);
    if (value.length > MAX_RECORD_BYTES) {
      throw new IllegalStateException(
          "A contract's record has at most %d bytes, %s has %d."
              .formatted(MAX_RECORD_BYTES, key, value.length));
    }
    state.layer().put(own(key), value.clone());
  }

  public void remove(String key) {
    step("remove record", key, GasSchedule.REMOVAL);
    state.layer().remove(own(key));
  }

  public Hash sha256(byte[] bytes) {
    step("hash", bytes.length + " bytes", GasSchedule.hashing(bytes.length));
    return Sha256.of(bytes);
  }

  /**
   * @throws CallRefusedException if the participant that the envelope names did not sign it
   */
  public void requireSigned(SignedEnvelope envelope) {
    step("check signature", envelope.signer(), GasSchedule.SIGNATURE_CHECK);
    if (!host.isSigned(envelope)) {
      throw new CallRefusedException(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
  }

  public long add(long one, long other) {
    step("sum", "", GasSchedule.ARITHMETIC);
    long sum = one + other;
    if (((one ^ sum) & (other ^ sum)) < 0) {
      throw overflow(BigInteger.valueOf(one).add(BigInteger.valueOf(other)));
    }
    return sum;
  }

  public long subtract(long one, long other) {
    step("difference", "", GasSchedule.ARITHMETIC);
    long difference = one - other;
    if (((one ^ other) & (one ^ difference)) < 0) {
      throw overflow(BigInteger.valueOf(one).subtract(BigInteger.valueOf(other)));
    }
    return difference;
  }

  /** The product over the divisor, rounded down: two steps. Neither factor is negative. */
  public long multiplyAndDivide(long one, long other, long divisor) {
    step("product and quotient", "", 2 * GasSchedule.ARITHMETIC);
    return exact(
        BigInteger.valueOf(one)
            .multiply(BigInteger.valueOf(other))
            .divide(BigInteger.valueOf(divisor)));
  }

  private static long exact(BigInteger value) {
    if (value.bitLength() > 63) {
      throw overflow(value);
    }
    return value.longValue();
  }

  private static CallRefusedException overflow(BigInteger value) {
    return new CallRefusedException(OutcomeCode.OVERFLOW, value + " leaves 64 bits");
  }

  /**
   * Compares an amount with what there is.
   *
   * @throws CallRefusedException with the code, if there is less
   */
  public void requireCovered(long amount, long available, OutcomeCode code, String what) {
    step("compare", what, GasSchedule.ARITHMETIC);
    if (available < amount) {
      throw new CallRefusedException(code, "%s: %d, not %d".formatted(what, available, amount));
    }
  }

  public void emit(String event, Object... values) {
    step("event", event, GasSchedule.EVENT);
    if (events.size() == CallReceipt.MAX_EVENTS) {
      throw new IllegalStateException(
          "A call tells at most %d events.".formatted(CallReceipt.MAX_EVENTS));
    }
    String[] texts = new String[values.length];
    for (int k = 0; k < values.length; k++) {
      texts[k] = String.valueOf(values[k]);
    }
    events.add(new ContractEvent(call.contract(), event, List.of(texts)));
  }

  /**
   * Ends the call: from now on the context is of no use.
   *
   * @return what the contract told
   * @throws IllegalStateException if tokens were made or lost
   */
  public List<ContractEvent> end() {
    ended = true;
    if (madeMicros != 0 || madeJoules != 0) {
      throw new IllegalStateException(
          "%s %s made %d micro-tokens and %d J out of nothing."
              .formatted(call.contract(), call.method(), madeMicros, madeJoules));
    }
    return List.copyOf(events);
  }
}
