package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a node stops, and what it waits for. */
class NodeDrainTest {
  private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> books = new CompletableFuture<>();
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "drain",
          ConfigFactory.parseString(
                  "pekko.actor.provider = local, pekko.coordinated-shutdown.exit-jvm = off")
              .withFallback(ConfigFactory.defaultReference()));

  private final class Node implements NodeDrain.Drained {
    @Override
    public void begin() {
      steps.add("no bids");
    }

    @Override
    public CompletableFuture<Integer> booksCommitted() {
      steps.add("books?");
      return books;
    }

    @Override
    public void onBooks(int committed) {
      steps.add(committed + " books");
    }

    @Override
    public void onBooksLeft() {
      steps.add("books are left");
    }

    @Override
    public void stopWaking() {
      steps.add("wakers stop");
    }

    @Override
    public void close() {
      steps.add("stores close");
    }
  }

  @AfterEach
  void stop() {
    system.terminate();
  }

  private CompletableFuture<Done> stop(Duration most, CoordinatedShutdown.Reason reason) {
    NodeDrain.arrange(system, most, new Node());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseClusterShardingShutdownRegion(),
            "as sharding does",
            () -> {
              steps.add("shards go");
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return CoordinatedShutdown.get(system).runAll(reason).toCompletableFuture();
  }

  private String next() throws InterruptedException {
    return steps.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void roles_are_handed_over_once_the_books_are_committed_and_stores_close_last()
      throws InterruptedException {
    CompletableFuture<Done> stopped =
        stop(Duration.ofSeconds(30), CoordinatedShutdown.jvmExitReason());
    assertThat(next()).isEqualTo("no bids");
    assertThat(next()).isEqualTo("books?");
    assertThat(steps.poll(300, TimeUnit.MILLISECONDS)).as("while books are owed").isNull();

    books.complete(3);
    stopped.join();
    assertThat(List.copyOf(steps))
        .containsExactly("3 books", "wakers stop", "shards go", "stores close");
  }

  @Test
  void books_that_do_not_come_are_left_to_whoever_takes_over() {
    stop(Duration.ofMillis(200), CoordinatedShutdown.clusterLeavingReason()).join();
    assertThat(List.copyOf(steps))
        .containsExactly(
            "no bids", "books?", "books are left", "wakers stop", "shards go", "stores close");
  }

  @Test
  void a_node_that_the_others_have_taken_down_waits_for_no_books() {
    stop(Duration.ofSeconds(30), CoordinatedShutdown.clusterDowningReason()).join();
    assertThat(List.copyOf(steps))
        .containsExactly("no bids", "wakers stop", "shards go", "stores close");
  }
}
