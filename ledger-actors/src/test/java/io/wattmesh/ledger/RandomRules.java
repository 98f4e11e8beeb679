package io.wattmesh.ledger;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;

import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.Proposals;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import io.wattmesh.proto.book.ReadingConflict;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Proposals, votes, notices and evidence: honest ones, repeated, foreign, senseless and malformed.
 * Who is needed for the rest of a history keeps its key and its place. In some histories one
 * governor proposes more than the others decide.
 */
public final class RandomRules {
  private static final List<String> OTHERS = List.of("gen-9", "meter-9", "gen-8");

  private final LedgerRun run;
  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private final List<byte[]> made = new ArrayList<>();
  private final List<Hash> proposed = new ArrayList<>();
  private final boolean eager;
  private long number;

  public RandomRules(LedgerRun run, RandomGenerator random) {
    this.run = run;
    this.fixture = run.fixture;
    this.random = random;
    this.eager = random.nextInt(3) == 0;
  }

  public byte[] next(long millis) {
    if (!made.isEmpty() && random.nextInt(8) == 0) {
      return made.get(random.nextInt(made.size()));
    }
    byte[] transaction =
        switch (random.nextInt(eager ? 4 : 10)) {
          case 0, 1, 2 -> proposal();
          case 3 -> conflict();
          case 4, 5 -> notice(millis);
          default -> vote();
        };
    if (random.nextInt(20) == 0) {
      transaction[random.nextInt(transaction.length)] ^= (byte) (1 << random.nextInt(8));
    }
    made.add(transaction);
    return transaction;
  }

  private String governor() {
    return random.nextInt(15) == 0 ? "gen-1" : "validator-" + random.nextInt(4);
  }

  private byte[] proposal() {
    var changes = new ArrayList<RuleChange>();
    for (int count = 1 + random.nextInt(2); count > 0; count--) {
      changes.add(change());
    }
    String governor = eager ? "validator-3" : governor();
    var proposal = new RuleProposal(++number, random.nextInt(3), Hash.ZERO, changes);
    proposed.add(proposal.idBy(new ParticipantId(governor)));
    return fixture.envelope(MessageType.PROPOSAL_OF_RULES, governor, proposal.toBytes()).toBytes();
  }

  private RuleChange change() {
    return switch (random.nextInt(12)) {
      case 0 -> set(RuleParameter.PRICE_CAP, random.nextLong(2_000 * DOLLAR));
      case 1 -> set(RuleParameter.DEVIATION, random.nextLong(-10, 1_100_000));
      case 2 -> set(RuleParameter.VOID_PRICE, random.nextLong(-100, 1_200) * DOLLAR);
      case 3 -> set(RuleParameter.GAS_PRICE, random.nextLong(-1, 5));
      case 4 -> set(RuleParameter.TRADE_FEE, random.nextLong(1_100_000));
      case 5, 6 -> put();
      case 7 -> new RuleChange.RevokeIdentity(new ParticipantId(pick(OTHERS)));
      case 8 ->
          new RuleChange.SetMeters(
              new ParticipantId("gen-1"),
              random.nextBoolean()
                  ? List.of()
                  : List.of(new ParticipantId("meter-1"), new ParticipantId("meter-9")));
      case 9, 10 -> version(random.nextInt(8) < 3 ? 2 : random.nextInt(2));
      default -> delayOrSealing(random.nextLong(-1, 600_000));
    };
  }

  /** The window for books has two minutes: every fourth value for reveals is none. */
  private RuleChange delayOrSealing(long value) {
    return switch ((int) (number % 3)) {
      case 0 -> set(RuleParameter.DELAY, value);
      case 1 -> set(RuleParameter.REVEAL_WINDOW, Math.floorMod(value, 4) * 40_000L);
      default -> set(RuleParameter.SEAL_FORFEIT, Math.floorMod(value, 3) * DOLLAR);
    };
  }

  /** The payment token has a second version, the credit has none. */
  private RuleChange version(int version) {
    return new RuleChange.SetContract(
        version == 2 && number % 4 != 0 ? "payment-token" : "energy-credit", version);
  }

  private static RuleChange set(RuleParameter parameter, long value) {
    return new RuleChange.SetParameter(parameter, value);
  }

  private RuleChange put() {
    String id = pick(OTHERS);
    Role role = id.startsWith("gen") ? Role.PARTICIPANT : Role.ORACLE;
    long most = role == Role.PARTICIPANT ? random.nextLong(100 * MEGAWATT) : 0;
    return new RuleChange.PutIdentity(
        new ParticipantId(id),
        random.nextInt(10) == 0 ? Role.REGION.code() : role.code(),
        Signing.key(id).verificationKey(),
        1 + random.nextInt(20) / 19 * 8,
        0,
        most,
        random.nextLong(2),
        random.nextBoolean() ? RuleChange.FOREVER : 1 + random.nextLong(3));
  }

  private String pick(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  /** Mostly on what is open, so that some proposals get through. */
  private byte[] vote() {
    List<Hash> open = new Proposals(run.state()).open();
    Hash id =
        !open.isEmpty() && random.nextInt(8) != 0
            ? open.getFirst()
            : proposed.isEmpty() ? Hash.ZERO : proposed.get(random.nextInt(proposed.size()));
    byte[] payload = new RuleVote(id, random.nextInt(6) == 0).toBytes();
    return fixture.envelope(MessageType.VOTE_ON_RULES, governor(), payload).toBytes();
  }

  /** Two readings of the extra meter, and seldom of the one that the history needs. */
  private byte[] conflict() {
    String oracle = random.nextInt(40) == 0 ? "meter-3" : "meter-9";
    String participant = oracle.equals("meter-3") ? "gen-3" : "gen-1";
    long interval = random.nextLong(RandomHistory.INTERVALS);
    var first = fixture.reading(oracle, participant, interval, random.nextLong(3));
    var second = fixture.reading(oracle, participant, interval, random.nextLong(3));
    return fixture
        .envelope(
            MessageType.READING_CONFLICT,
            random.nextInt(9) == 0 ? "nobody" : "load-2",
            new ReadingConflict(first, second).toBytes())
        .toBytes();
  }

  private byte[] notice(long millis) {
    long next = run.schedule().lastClosedInterval(millis) + 1 - random.nextInt(4) / 3;
    var branches = new ArrayList<BranchNotice>();
    for (int branch = 0; branch < 2 + random.nextInt(12) / 11; branch++) {
      long most = random.nextLong(300 * MEGAWATT);
      int kind = random.nextInt(6);
      if (kind < 3) {
        branches.add(BranchNotice.limits(branch, -most, most));
      } else if (kind == 3) {
        branches.add(BranchNotice.outage(branch));
      }
    }
    var notice = new NetworkNotice(Math.max(0, next), 1 + random.nextInt(3), branches);
    String operator = random.nextInt(10) == 0 ? "region-1" : "operator";
    return fixture.envelope(MessageType.NETWORK_NOTICE, operator, notice.toBytes()).toBytes();
  }
}
