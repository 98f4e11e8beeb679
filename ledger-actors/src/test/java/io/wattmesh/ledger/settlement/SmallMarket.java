package io.wattmesh.ledger.settlement;

import static io.wattmesh.ledger.Clearings.USD_PICOS;
import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.BidCurve;
import java.util.List;

/** Small numbers: gen-1 sells 10 kWh to load-2; at 200 $/MWh, the seed's 0.2 tokens a kWh. */
final class SmallMarket {
  static final long KWH = 3_600_000;

  private SmallMarket() {}

  static LedgerRun cleared(long priceUsd, GenesisDraft draft) {
    var run = new LedgerRun(LedgerFixture.of(draft));
    clear(run, priceUsd);
    return run;
  }

  static void clear(LedgerRun run, long priceUsd) {
    LedgerFixture f = run.fixture;
    long gate = run.schedule().gateClosureMillis(0);
    var step =
        new BidCurve(new long[] {0, 20_000}, new long[] {priceUsd * DOLLAR, priceUsd * DOLLAR});
    run.block(
        gate,
        f.book(0, 1, f.bid("gen-1", 0, 1, step)),
        f.book(0, 2, f.bid("load-2", 0, 1, BidCurve.fixed(-10_000))),
        f.book(0, 3));
    ClearingCertificate clearing = run.solved(0);
    for (int bus = 0; bus < 3; bus++) {
      assertThat(clearing.pricePicosPerMwh(bus)).isEqualTo(priceUsd * USD_PICOS);
    }
    assertThat(clearing.injectionWatts(0)).isEqualTo(10_000);
    assertThat(clearing.injectionWatts(1)).isEqualTo(-10_000);
    assertThat(run.outcome(gate + 1, f.clearing(clearing))).isEqualTo(OutcomeCode.ACCEPTED);
  }

  static Executed meter(LedgerRun run, long genJoules, long loadJoules) {
    LedgerFixture f = run.fixture;
    return run.block(
        run.schedule().deliveryMillis(1),
        f.readings(0, 1, f.reading("gen-1", 0, genJoules)),
        f.readings(0, 2, f.reading("load-2", 0, loadJoules)),
        f.readings(0, 3, f.reading("gen-3", 0, 0), f.reading("load-3", 0, 0)));
  }

  /** The notes of one kind that a block's settlements and corrections made. */
  static <T extends SettlementNote> List<T> notes(Executed executed, Class<T> kind) {
    return executed.events().stream()
        .filter(LedgerEvent.SettlementNoted.class::isInstance)
        .map(LedgerEvent.SettlementNoted.class::cast)
        .map(LedgerEvent.SettlementNoted::note)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
