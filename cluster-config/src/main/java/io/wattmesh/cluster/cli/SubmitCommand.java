package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.gateway.HttpGateway;
import io.wattmesh.cluster.governance.TransactionFiles;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh submit}: signed transactions to a running market. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description =
        "Hands signed transactions in at a running node's gateway, one after the other, and says"
            + " what became of each. Exit code 1 if one was refused or is not committed yet.",
    footer = {"", "Example: wattmesh submit vote.tx --gateway 127.0.0.1:7627"})
final class SubmitCommand implements Callable<Integer> {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Signed transactions.")
  private List<Path> files;

  @Option(
      names = "--gateway",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7627",
      description = "A node's gateway (default: ${DEFAULT-VALUE}).")
  private String gateway;

  @Mixin private TlsOptions tls;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long to wait for a commit, at most 30 (default: ${DEFAULT-VALUE}).")
  private int waitSeconds;

  @Option(names = "--json", description = "One JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (waitSeconds < 0 || waitSeconds > HttpGateway.MAX_WAIT_SECONDS) {
      throw new UsageErrorException(
          "--wait %d: a gateway waits 0 to %d seconds."
              .formatted(waitSeconds, HttpGateway.MAX_WAIT_SECONDS));
    }
    var answers = new ArrayList<Map<String, Object>>();
    boolean allAccepted = true;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
    tls.context().ifPresent(builder::sslContext);
    try (HttpClient client = builder.build()) {
      for (Path file : files) {
        SignedEnvelope transaction = TransactionFiles.read(file);
        JsonNode answer = submit(client, transaction.toBytes());
        String outcome = answer.path("outcome").asText(answer.path("error").asText(state(answer)));
        allAccepted &= outcome.equals("ACCEPTED");
        if (json) {
          answers.add(JsonOut.object("file", file.toString(), "answer", answer));
        } else {
          print(transaction, outcome, answer);
        }
      }
    }
    if (json) {
      JsonOut.print(spec.commandLine().getOut(), JsonOut.object("submitted", answers));
    }
    spec.commandLine().getOut().flush();
    return allAccepted ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private static String state(JsonNode answer) {
    return answer.path("state").asText("no answer");
  }

  private void print(SignedEnvelope what, String outcome, JsonNode answer) {
    String place = answer.has("height") ? " at height " + answer.path("height").asLong() : "";
    String words = answer.path("detail").asText(answer.path("message").asText(""));
    spec.commandLine()
        .getOut()
        .printf("%s: %s%s%s%n", what, outcome, place, words.isEmpty() ? "" : " (" + words + ")");
  }

  private JsonNode submit(HttpClient client, byte[] bytes)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "%s://%s/v1/transactions?waitSeconds=%d"
                .formatted(tls.isGiven() ? "https" : "http", gateway, waitSeconds));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(CONNECT.plusSeconds(waitSeconds))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (!response.headers().firstValue("Content-Type").orElse("").contains("json")) {
        throw new UserErrorException(
            "%s answers %d: %s; is it a gateway?"
                .formatted(gateway, response.statusCode(), response.body()));
      }
      return new ObjectMapper().readTree(response.body());
    } catch (SSLException e) {
      throw new UserErrorException(
          "%s and this side can't agree on TLS: %s. Check --ca and --server-name."
              .formatted(gateway, e.getMessage()),
          e);
    } catch (ConnectException | HttpTimeoutException e) {
      throw new UserErrorException(
          "No gateway answers at %s: set wattmesh.gateway.enabled on a node with the role gateway,"
                  .formatted(gateway)
              + " or name another one with --gateway.",
          e);
    }
  }
}
