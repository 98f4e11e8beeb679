package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A node's management over HTTP.
 *
 * @param address HOST:PORT
 * @param tls empty for plain text
 */
record ManagementClient(String address, Optional<SSLContext> tls) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The node does not answer. */
  static final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  /** Makes the node join the cluster of a member; gives what it says. */
  String join(String member) throws IOException, InterruptedException {
    return send(form("/cluster/members").POST(body("address", actorSystem(member))).build())
        .path("message")
        .asText();
  }

  /** Leave or Down. */
  String change(String member, String operation) throws IOException, InterruptedException {
    String path =
        "/cluster/members/" + URLEncoder.encode(actorSystem(member), StandardCharsets.UTF_8);
    return send(form(path).PUT(body("operation", operation)).build()).path("message").asText();
  }

  private static String actorSystem(String member) {
    return "pekko://wattmesh@" + member;
  }

  private HttpRequest.Builder request(String path) {
    String scheme = tls.isPresent() ? "https://" : "http://";
    return HttpRequest.newBuilder(URI.create(scheme + address + path)).timeout(PATIENCE);
  }

  private HttpRequest.Builder form(String path) {
    return request(path).header("Content-Type", "application/x-www-form-urlencoded");
  }

  private static HttpRequest.BodyPublisher body(String field, String value) {
    return HttpRequest.BodyPublishers.ofString(
        field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    tls.ifPresent(builder::sslContext);
    try (HttpClient client = builder.build()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(
            "%s answers %d: %s".formatted(address, response.statusCode(), response.body()));
      }
      return new ObjectMapper().readTree(response.body());
    } catch (SSLException e) {
      throw new UnreachableException(
          "%s and this side can't agree on TLS: %s. Check --ca, --certificate, --key and"
                  .formatted(address, e.getMessage())
              + " --server-name.",
          e);
    } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
      throw new UnreachableException(
          "No node answers at %s; --management names another one's address.".formatted(address), e);
    }
  }
}
