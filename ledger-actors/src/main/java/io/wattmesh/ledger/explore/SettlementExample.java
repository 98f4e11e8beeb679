package io.wattmesh.ledger.explore;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.NonceWindow;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The seed's settlement, executed: two parties agree to 5 kWh at 0.2 tokens a kWh, and a third
 * calls for it. A ledger is made for it, its machine executes the signed calls, and what its meter
 * was told is kept.
 */
public final class SettlementExample {
  /** What the seed text gives for it. */
  public static final long EXPECTED_GAS = 4_524;

  /** The limit that the seed text gives. */
  public static final long GAS_LIMIT = 6_000;

  /** The energy that is traded, 5 kWh. */
  public static final long ENERGY_JOULES = 18_000_000;

  /** The price, 0.2 tokens a kWh. */
  public static final long PRICE_MICROS_PER_MWH = 200_000_000;

  /** The operator's fee, one percent. */
  public static final long TRADE_FEE_PARTS_PER_MILLION = 10_000;

  private static final long SEED = 1;
  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final long TOKEN = 1_000_000;
  private static final long DEPOSIT = 10 * TOKEN;
  private static final long NONCE = 1;
  private static final ParticipantId BUYER = new ParticipantId("buyer");
  private static final ParticipantId SELLER = new ParticipantId("seller");
  private static final ParticipantId CALLER = new ParticipantId("caller");

  private final Genesis genesis = makeGenesis();
  private final List<TransactionView> views = new ArrayList<>();
  private final TransactionLog log = new TransactionLog(views::add);
  private final LedgerMachine machine = new LedgerMachine(genesis, SignatureCheck.EACH);
  private StateLayer layer;

  /**
   * What came of it.
   *
   * @param steps of the settlement's gas, in order
   * @param buyerMicros what the buyer's balance changed by, micro-tokens
   * @param sellerMicros the seller's
   * @param operatorMicros the operator's, which is the ledger's tariff account
   * @param oneLess what the same call comes to with a limit of one less than it used
   * @param changedByOneLess the accounts that this changed
   */
  public record Result(
      OutcomeCode code,
      CallReceipt receipt,
      List<GasStep> steps,
      long buyerMicros,
      long sellerMicros,
      long operatorMicros,
      OutcomeCode oneLess,
      List<String> changedByOneLess) {
    public Result {
      steps = List.copyOf(steps);
      changedByOneLess = List.copyOf(changedByOneLess);
    }

    /** The sum of the steps. */
    public long gasOfSteps() {
      return steps.stream().mapToLong(GasStep::gas).sum();
    }

    /** Whether it is as the seed text has it. */
    public boolean holds() {
      return code == OutcomeCode.ACCEPTED
          && receipt.gasUsed() == EXPECTED_GAS
          && gasOfSteps() == EXPECTED_GAS
          && buyerMicros + sellerMicros + operatorMicros == 0
          && oneLess == OutcomeCode.OUT_OF_GAS
          && changedByOneLess.isEmpty();
    }
  }

  private SettlementExample() {
    layer = LedgerMachine.genesisState(genesis).fork();
    var state = new LedgerState(layer);
    state.putAccount(SELLER, state.account(SELLER).plusCredits(ENERGY_JOULES));
    state.putSupply(state.supply().mint(ENERGY_JOULES));
    layer.commit();
  }

  public static Result run() {
    return new SettlementExample().execute();
  }

  private Result execute() {
    var trade = new Trade(BUYER, SELLER, NONCE, ENERGY_JOULES, PRICE_MICROS_PER_MWH);
    byte[] signed = sign(MessageType.TRADE, SELLER, trade.toBytes());
    Executed agreed = call(BUYER, new Call(NONCE, Trade.CONTRACT, Trade.AGREE, signed));
    agreed.layer().commit();
    layer = agreed.layer();
    Executed enough = settle(GAS_LIMIT);
    TransactionView view = views.getLast();
    Executed less = settle(view.receipt().orElseThrow().gasUsed() - 1);
    return new Result(
        view.outcome().code(),
        view.receipt().orElseThrow(),
        view.gas(),
        change(BUYER, enough),
        change(SELLER, enough),
        change(LedgerState.TARIFF, enough),
        views.getLast().outcome().code(),
        changedAccounts(less));
  }

  /** Executes the settlement on the state after the agreement, which stays as it is. */
  private Executed settle(long gasLimit) {
    byte[] named = new SettleTrade(BUYER, NONCE).toBytes();
    return call(CALLER, new Call(NONCE, gasLimit, Trade.CONTRACT, Trade.SETTLE, named));
  }

  private Executed call(ParticipantId who, Call call) {
    List<byte[]> block = List.of(sign(MessageType.CALL, who, call.toBytes()));
    Executed executed =
        machine.execute(layer, genesis.parameters().schedule().startMillis(), block, log);
    log.follow(LedgerApplication.genesisBlock(genesis).header(), block, executed);
    return executed;
  }

  private byte[] sign(MessageType type, ParticipantId who, byte[] payload) {
    return genesis
        .signingContext()
        .sign(type, who.value(), payload, DemoKeys.derive(SEED, who.value()))
        .toBytes();
  }

  private long change(ParticipantId id, Executed executed) {
    return executed.state().account(id).balanceMicros()
        - new LedgerState(layer).account(id).balanceMicros();
  }

  /** Who holds something else than before; a call uses its caller's nonce in any case. */
  private List<String> changedAccounts(Executed executed) {
    return Stream.of(BUYER, SELLER, CALLER, LedgerState.TARIFF)
        .filter(id -> !held(executed.state(), id).equals(held(new LedgerState(layer), id)))
        .map(ParticipantId::value)
        .toList();
  }

  private static Account held(LedgerState state, ParticipantId id) {
    return state.account(id).withCalls(NonceWindow.EMPTY);
  }

  private static Genesis makeGenesis() {
    List<Validator> validators =
        Stream.of("validator-00", "validator-01", "validator-02", "validator-03")
            .map(name -> new Validator(new ParticipantId(name), key(name), 1))
            .toList();
    var schedule = new MarketSchedule(START_MILLIS, 3_600_000, 600_000, 120_000, 900_000);
    var parameters =
        new MarketParameters(
            "settlement example",
            schedule,
            1_000 * TOKEN,
            0,
            0,
            0,
            new ContractFees(0, TRADE_FEE_PARTS_PER_MILLION),
            true);
    List<Identity> identities =
        Stream.of(BUYER, SELLER, CALLER)
            .map(
                id ->
                    new Identity(id, Role.PARTICIPANT, key(id.value()), 1, -1_000, 1_000, DEPOSIT))
            .toList();
    var network =
        new NetworkModel(
            new int[] {1},
            new int[0],
            new int[0],
            new long[0],
            new long[0],
            new long[0],
            new long[0]);
    return Genesis.of(new ValidatorSet(0, validators), parameters, identities, network);
  }

  private static VerificationKey key(String name) {
    return DemoKeys.derive(SEED, name).verificationKey();
  }
}
