package io.wattmesh.ledger.contract.kit;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.audit.Conservation;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.ledger.contract.module.Contracts;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A ledger for one contract under test, with participants who hold tokens and credits. Calls go
 * through the rules that validators follow: signed, metered, undone if they fail. The other
 * contracts are there too. docs/contracts.md shows an example.
 */
public final class ContractKit {
  /** What each participant holds at the beginning, micro-tokens. */
  public static final long TOKENS_MICROS = 1_000_000_000;

  /** What each participant holds at the beginning, J of energy credits. */
  public static final long CREDITS_JOULES = 36_000_000_000L;

  private static final long SEED = 1;
  private static final MarketSchedule SCHEDULE =
      new MarketSchedule(1_800_000_000_000L, 3_600_000, 600_000, 120_000, 900_000);

  private final Contract contract;
  private final Genesis genesis;
  private final LedgerMachine machine;
  private StateLayer layer;
  private long nonce;
  private long millis = SCHEDULE.startMillis();

  /**
   * @param participants the names of those who may call and hold tokens
   */
  public ContractKit(Contract contract, String... participants) {
    this.contract = contract;
    this.genesis = genesis(participants);
    this.machine = new LedgerMachine(genesis, ContractKit::holds, this::find);
    this.layer = LedgerMachine.genesisState(genesis);
    giveCredits();
  }

  private static Genesis genesis(String... participants) {
    var network =
        new NetworkModel(
            new int[] {1},
            new int[0],
            new int[0],
            new long[0],
            new long[0],
            new long[0],
            new long[0]);
    var validator = new ParticipantId("validator-0");
    var validators =
        new ValidatorSet(
            1,
            List.of(
                new Validator(
                    validator, DemoKeys.derive(SEED, validator.value()).verificationKey(), 1)));
    List<Identity> identities =
        Arrays.stream(participants)
            .map(
                name ->
                    new Identity(
                        new ParticipantId(name),
                        Role.PARTICIPANT,
                        DemoKeys.derive(SEED, name).verificationKey(),
                        1,
                        -1_000_000,
                        1_000_000,
                        TOKENS_MICROS))
            .toList();
    var parameters =
        new MarketParameters(
            "contract kit", SCHEDULE, 1_000_000_000, 100_000, 100_000_000, 0, true);
    return Genesis.of(validators, parameters, identities, network);
  }

  /** The kit makes the calls itself; what is signed within them is checked. */
  private static boolean holds(
      SignedEnvelope envelope, VerificationKey key, SigningContext context) {
    return envelope.type() == MessageType.CALL || SignatureCheck.EACH.holds(envelope, key, context);
  }

  private Optional<Contract> find(String name, int version) {
    return name.equals(contract.name()) && version == ContractLibrary.FIRST
        ? Optional.of(contract)
        : Contracts.find(name, version);
  }

  private void giveCredits() {
    LedgerState state = state();
    for (Identity identity : genesis.withRole(Role.PARTICIPANT)) {
      Account account = state.account(identity.id());
      state.putAccount(identity.id(), account.plusCredits(CREDITS_JOULES));
      state.putSupply(state.supply().mint(CREDITS_JOULES));
    }
    layer.commit();
  }

  private LedgerState state() {
    return new LedgerState(layer);
  }

  public Account account(String participant) {
    return state().account(new ParticipantId(participant));
  }

  /** One of the contract's own records. */
  public Optional<byte[]> read(String key) {
    return layer.get(StateKey.contract(contract.name(), key));
  }

  /** What a participant signs for others to hand in, as a trade's terms. */
  public SignedEnvelope sign(MessageType type, String participant, byte[] payload) {
    return genesis
        .signingContext()
        .sign(type, participant, payload, DemoKeys.derive(SEED, participant));
  }

  /** The nonce that the next call will have. */
  public long nextNonce() {
    return nonce + 1;
  }

  /**
   * Calls the contract with all the gas that a call may have; what the call changes stays.
   *
   * @throws IllegalStateException if tokens or credits were made or lost, or a second run of the
   *     same call on the same state does anything else
   */
  public CallRun call(String caller, String method, byte[] arguments) {
    nonce++;
    byte[] transaction = transaction(caller, method, arguments, Call.MAX_GAS_LIMIT);
    Executed executed = execute(transaction);
    CallRun run = run(executed);
    requireSame(run, run(execute(transaction)));
    executed.layer().commit();
    layer = executed.layer();
    millis++;
    Conservation.of(genesis, state())
        .refusal()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(name(method) + ": " + reason + ".");
            });
    return run;
  }

  /**
   * The gas of each step of a call on the present state, in order, the check of the call's own
   * signature first. It is called with every gas limit that does not suffice, and nothing of any of
   * these calls may be left but its nonce.
   *
   * @throws IllegalStateException if it is refused with all the gas that a call may have, or if too
   *     little gas leaves anything behind
   */
  public List<Long> gasSteps(String caller, String method, byte[] arguments) {
    nonce++;
    var steps = new Steps();
    CallRun whole =
        run(
            machine.execute(
                layer,
                millis,
                List.of(transaction(caller, method, arguments, Call.MAX_GAS_LIMIT)),
                steps));
    if (!whole.accepted()) {
      throw new IllegalStateException(
          "%s was refused: %s (%s).".formatted(name(method), whole.code(), whole.detail()));
    }
    Hash untouched = execute(nothing(caller)).stateRoot();
    for (long limit = Call.MIN_GAS_LIMIT; limit < whole.gasUsed(); limit++) {
      CallRun attempt = run(execute(transaction(caller, method, arguments, limit)));
      if (attempt.code() != OutcomeCode.OUT_OF_GAS || !attempt.stateRoot().equals(untouched)) {
        throw new IllegalStateException(
            "%s with %d of %d gas: %s, and the state is %s before. It must run out of gas and leave nothing."
                .formatted(
                    name(method),
                    limit,
                    whole.gasUsed(),
                    attempt.code(),
                    attempt.stateRoot().equals(untouched) ? "as" : "not as"));
      }
    }
    return List.copyOf(steps.gas);
  }

  /** Notes what each step of the call is charged. */
  private static final class Steps implements StepWatch {
    private final List<Long> gas = new ArrayList<>();

    @Override
    public void charged(String step, Object subject, long charge) {
      gas.add(charge);
    }

    @Override
    public void stepped(int transaction, Step step) {}
  }

  private byte[] transaction(String caller, String method, byte[] arguments, long gasLimit) {
    var call = new Call(nonce, gasLimit, contract.name(), method, arguments);
    return sign(MessageType.CALL, caller, call.toBytes()).toBytes();
  }

  /** A call that uses its nonce up and does nothing. */
  private byte[] nothing(String caller) {
    var call = new Call(nonce, "no-such-contract", "nothing", new byte[0]);
    return sign(MessageType.CALL, caller, call.toBytes()).toBytes();
  }

  private Executed execute(byte[] transaction) {
    return machine.execute(layer, millis, List.of(transaction));
  }

  private static CallRun run(Executed executed) {
    Outcome outcome = executed.outcomes().getFirst();
    Optional<CallReceipt> receipt = executed.receipts().stream().findFirst();
    return new CallRun(
        outcome.code(),
        outcome.detail(),
        receipt.map(CallReceipt::gasUsed).orElse(0L),
        receipt.map(CallReceipt::result).orElse(new byte[0]),
        receipt.map(CallReceipt::events).orElse(List.of()),
        executed.stateRoot());
  }

  private void requireSame(CallRun first, CallRun second) {
    if (first.code() != second.code()
        || first.gasUsed() != second.gasUsed()
        || !Arrays.equals(first.result(), second.result())
        || !first.events().equals(second.events())
        || !first.stateRoot().equals(second.stateRoot())) {
      throw new IllegalStateException(
          "%s did another thing the second time: first %s with %d gas, then %s with %d. A contract keeps nothing beside the state and knows neither time nor chance."
              .formatted(
                  contract.name(), first.code(), first.gasUsed(), second.code(), second.gasUsed()));
    }
  }

  private String name(String method) {
    return contract.name() + " " + method;
  }
}
