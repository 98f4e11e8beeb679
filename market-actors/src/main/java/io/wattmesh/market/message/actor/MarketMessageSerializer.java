package io.wattmesh.market.message.actor;

import io.wattmesh.market.message.MarketMessageCodec;
import io.wattmesh.market.message.WireMessage;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Pekko's door to {@link MarketMessageCodec}. */
public final class MarketMessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_400_001;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return MarketMessageCodec.manifest((WireMessage) message);
  }

  @Override
  public byte[] toBinary(Object message) {
    return MarketMessageCodec.encode((WireMessage) message);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return MarketMessageCodec.decode(manifest, bytes);
  }
}
