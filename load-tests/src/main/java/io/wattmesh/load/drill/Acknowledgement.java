package io.wattmesh.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.time.Instant;

/**
 * What a participant was promised, as its node wrote it down.
 *
 * @param bid the signed bid's hash
 * @param at when, by the node's own clock, which no drill moves
 */
record Acknowledgement(String participant, long interval, Hash bid, Instant at) {
  static Acknowledgement of(String line) throws IOException {
    JsonNode json = new ObjectMapper().readTree(line);
    return new Acknowledgement(
        json.path("participant").asText(),
        json.path("interval").asLong(),
        Hash.ofHex(json.path("bidHash").asText()),
        Instant.parse(json.path("at").asText()));
  }
}
