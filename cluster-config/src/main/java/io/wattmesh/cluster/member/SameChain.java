package io.wattmesh.cluster.member;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets nobody into a cluster whose market is another: it would understand nobody and be understood
 * by none. Whoever does not say which market it has, as nodes of earlier versions, is let in. Pekko
 * makes one of these by its name.
 */
public final class SameChain extends JoinConfigCompatChecker {
  private static final String KEY = "pekko.cluster.wattmesh-chain";

  /** A member's settings, and which chain it has. */
  static Config in(Config settings, Hash chainId) {
    return settings.withValue(
        KEY, ConfigValueFactory.fromAnyRef(chainId.hex(), "the market's genesis"));
  }

  /** A node that is not let in logs why before its process ends. */
  static void tellIfNotLetIn(ActorSystem<?> node, Hash chainId) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(node);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "tell-if-not-let-in",
        () -> {
          if (isKeptOut(node)) {
            NodeReports.warn("other-chain", words(chainId));
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        });
  }

  /**
   * To be asked when a member has stopped.
   *
   * @throws UserErrorException if it was not let in since it has another chain
   */
  static void requireLetIn(ActorSystem<?> stopped, Hash chainId) {
    if (isKeptOut(stopped)) {
      throw new UserErrorException(words(chainId));
    }
  }

  private static boolean isKeptOut(ActorSystem<?> stopped) {
    return CoordinatedShutdown.get(stopped).getShutdownReason().stream()
        .anyMatch(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals);
  }

  private static String words(Hash chainId) {
    return ("The market here is chain %s, and the cluster's nodes have another: they do not let this"
            + " one in. Give all of them the same market section and, for a load test, the same"
            + " workload; each node tells its chain when it starts.")
        .formatted(chainId.hex());
  }

  @Override
  public Seq<String> requiredKeys() {
    return sequence(KEY);
  }

  @Override
  public ConfigValidation check(Config other, Config own) {
    return !other.hasPath(KEY)
            || !own.hasPath(KEY)
            || other.getString(KEY).equals(own.getString(KEY))
        ? Valid$.MODULE$
        : new Invalid(
            sequence(
                "the market is another: chain %s, not %s"
                    .formatted(other.getString(KEY), own.getString(KEY))));
  }

  private static Seq<String> sequence(String one) {
    return CollectionConverters.asScala(List.of(one)).toSeq();
  }
}
