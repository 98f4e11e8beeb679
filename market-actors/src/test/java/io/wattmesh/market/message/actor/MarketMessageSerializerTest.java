package io.wattmesh.market.message.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.message.WireMessage;
import io.wattmesh.market.message.WireSamples;
import java.io.NotSerializableException;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Pekko finds the market's serializer for every wire message, alone and in a sharding envelope. */
class MarketMessageSerializerTest {
  private static final ClusterKit CLUSTER = ClusterKit.start();
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(CLUSTER.kit().system()));

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  private static Object thereAndBack(Object message) throws NotSerializableException {
    var serializer = SERIALIZATION.findSerializerFor(message);
    byte[] bytes = SERIALIZATION.serialize(message).get();
    return SERIALIZATION
        .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
        .get();
  }

  @Test
  void everyWireMessagePassesThroughPekkosSerialization() throws NotSerializableException {
    for (WireMessage message : WireSamples.all()) {
      assertThat(SERIALIZATION.findSerializerFor(message))
          .isInstanceOf(MarketMessageSerializer.class);
      assertThat(thereAndBack(message)).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void everyWireMessagePassesInAShardingEnvelope() throws NotSerializableException {
    for (WireMessage message : WireSamples.all()) {
      var back = (ShardingEnvelope<?>) thereAndBack(new ShardingEnvelope<>("7", message));
      assertThat(back.entityId()).isEqualTo("7");
      assertThat(back.message()).usingRecursiveComparison().isEqualTo(message);
    }
  }
}
