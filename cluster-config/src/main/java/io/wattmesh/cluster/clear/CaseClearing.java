package io.wattmesh.cluster.clear;

import com.sun.management.OperatingSystemMXBean;
import io.wattmesh.cluster.market.CaseMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.BidShelf;
import io.wattmesh.cluster.node.BidShelves;
import io.wattmesh.cluster.node.ClusterOfOne;
import io.wattmesh.cluster.node.MarketRoles;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.market.clearing.ClearingFigures;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.model.Hash;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Clears a case once, through the actors, and waits for the certificate. */
public final class CaseClearing {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final long INTERVAL = 0;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /**
   * What came of it.
   *
   * @param seconds from the bids to the certificate
   * @param cpuSeconds processor time of the whole process meanwhile
   */
  public record Result(
      ClearingCertificate certificate,
      ClearingFigures figures,
      double seconds,
      double cpuSeconds) {}

  private CaseClearing() {}

  /**
   * @throws UserErrorException if the case has no prices
   */
  public static Result clear(CaseMarket market) {
    return clear(market, PATIENCE);
  }

  /**
   * @param patience how long to wait for the certificate
   * @throws UserErrorException if the case has no prices, or none come in time
   */
  public static Result clear(CaseMarket market, Duration patience) {
    var submitted = new CompletableFuture<ClearingCertificate>();
    var figures = new CompletableFuture<ClearingFigures>();
    try (ClusterOfOne cluster = ClusterOfOne.start()) {
      ActorRef<SubmitTransaction> ledger =
          cluster.spawn(
              Behaviors.receiveMessage(
                  submit -> {
                    submitted.complete(ClearingCertificate.decode(submit.transaction().payload()));
                    return Behaviors.same();
                  }),
              "certificate",
              Props.empty());
      var noBids = new NoBidStore();
      ActorRef<BidStoreActor.Command> writer =
          cluster.spawn(BidStoreActor.create(noBids), "bid-store", Props.empty());
      MarketRoles.start(
          cluster.sharding(),
          new MarketRoles.Shared(
              market,
              ledger,
              BidShelves.byPlace(List.of(new BidShelf(noBids, writer))),
              () -> 0,
              (participant, interval, acknowledged) -> {},
              new ClearingRegionActor.Observers(
                  figures::complete,
                  giveUp ->
                      submitted.completeExceptionally(new UserErrorException(giveUp.reason())),
                  abandoned -> {}),
              RegionStarter.HONEST,
              AggregatorStarter.HONEST));
      long startNanos = System.nanoTime();
      long startCpuNanos = PROCESS.getProcessCpuTime();
      tellBooks(cluster, market);
      ClearingCertificate certificate = await(submitted, patience);
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      double cpuSeconds = (PROCESS.getProcessCpuTime() - startCpuNanos) / 1e9;
      return new Result(certificate, await(figures, patience), seconds, cpuSeconds);
    }
  }

  /** What a ledger would have told: each bus's book, and that the set is complete. */
  private static void tellBooks(ClusterOfOne cluster, CaseMarket market) {
    var sharding = cluster.sharding();
    for (int bus : market.clearing().aggregatorBuses()) {
      var aggregator = EntityKeys.aggregator(sharding, bus);
      aggregator.tell(
          new ToAggregator.BookCommitted(
              INTERVAL,
              Hash.ZERO,
              market.entries(bus).stream().map(CaseMarket.Entry::bid).toList(),
              Map.of()));
      aggregator.tell(new ToAggregator.BooksFrozen(INTERVAL, Hash.ZERO));
    }
    for (int region = 0; region < market.clearing().regions(); region++) {
      EntityKeys.region(sharding, region).tell(new ToRegion.ClearingBegins(INTERVAL, Hash.ZERO));
    }
  }

  private static <T> T await(CompletableFuture<T> future, Duration patience) {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while clearing.", e);
    } catch (TimeoutException e) {
      throw new UserErrorException("no result after " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserErrorException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
