package io.wattmesh.cluster.member;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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
 * by none. Of several markets each is compared by its name with those that both carry. Whoever does
 * not say which market it has, as nodes of earlier versions, is let in. Pekko makes one of these by
 * its name.
 */
public final class SameChain extends JoinConfigCompatChecker {
  private static final String KEY = "pekko.cluster.wattmesh-chain";
  private static final String NEXT = ",";
  private static final String OF = "=";

  /**
   * A member's settings, and which chains it has.
   *
   * @param chains by the markets' names; that of the only one is empty
   */
  static Config in(Config settings, Map<String, Hash> chains) {
    String said =
        new TreeMap<>(chains)
            .entrySet().stream()
                .map(chain -> chain.getKey() + OF + chain.getValue().hex())
                .collect(Collectors.joining(NEXT));
    return settings.withValue(KEY, ConfigValueFactory.fromAnyRef(said, "the markets' geneses"));
  }

  /** A node that is not let in logs why before its process ends. */
  static void tellIfNotLetIn(ActorSystem<?> node, Map<String, Hash> chains) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(node);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "tell-if-not-let-in",
        () -> {
          if (isKeptOut(node)) {
            NodeReports.warn("other-chain", words(chains));
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        });
  }

  /**
   * To be asked when a member has stopped.
   *
   * @throws UserErrorException if it was not let in since it has another chain
   */
  static void requireLetIn(ActorSystem<?> stopped, Map<String, Hash> chains) {
    if (isKeptOut(stopped)) {
      throw new UserErrorException(words(chains));
    }
  }

  private static boolean isKeptOut(ActorSystem<?> stopped) {
    return CoordinatedShutdown.get(stopped).getShutdownReason().stream()
        .anyMatch(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals);
  }

  private static String words(Map<String, Hash> chains) {
    return ("The market here is chain %s, and the cluster's nodes have another: they do not let this"
            + " one in. Give all of them the same market section and, for a load test, the same"
            + " workload; each node tells its chain when it starts.")
        .formatted(
            new TreeMap<>(chains)
                .entrySet().stream()
                    .map(
                        chain ->
                            chain.getKey().isEmpty()
                                ? chain.getValue().hex()
                                : "%s of market %s"
                                    .formatted(chain.getValue().hex(), chain.getKey()))
                    .collect(Collectors.joining(", ")));
  }

  @Override
  public Seq<String> requiredKeys() {
    return sequence(KEY);
  }

  @Override
  public ConfigValidation check(Config other, Config own) {
    Map<String, String> here = chains(own);
    return chains(other).entrySet().stream()
        .filter(
            chain -> !here.getOrDefault(chain.getKey(), chain.getValue()).equals(chain.getValue()))
        .findFirst()
        .<ConfigValidation>map(
            chain ->
                new Invalid(
                    sequence(
                        "the market %sis another: chain %s, not %s"
                            .formatted(
                                chain.getKey().isEmpty() ? "" : chain.getKey() + " ",
                                chain.getValue(),
                                here.get(chain.getKey())))))
        .orElse(Valid$.MODULE$);
  }

  private static Map<String, String> chains(Config said) {
    var chains = new TreeMap<String, String>();
    if (said.hasPath(KEY)) {
      for (String chain : said.getString(KEY).split(NEXT, -1)) {
        int at = chain.indexOf(OF);
        chains.put(chain.substring(0, Math.max(0, at)), chain.substring(at + 1));
      }
    }
    return chains;
  }

  private static Seq<String> sequence(String one) {
    return CollectionConverters.asScala(List.of(one)).toSeq();
  }
}
