package io.wattmesh.load.plan;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;

/**
 * How long messages are, by making and signing some hundred of a fleet's.
 *
 * @param bid signed, mean over kinds of devices
 * @param acknowledgement signed
 * @param reading signed by the meter
 */
record EncodedSizes(double bid, double acknowledgement, double reading) {
  private static final int SAMPLED = 400;
  private static final long SEED = 20261130;
  private static final long JOULES = 1_234_567;

  static EncodedSizes measure() {
    var context = new SigningContext(Sha256.of(new byte[] {1}), 1);
    var fleet = new DeviceFleet(SEED, SAMPLED, new int[] {1}, 1_000);
    String meter = "meter-0001";
    double bids = 0;
    double acknowledgements = 0;
    double readings = 0;
    for (int k = 0; k < SAMPLED; k++) {
      bids += fleet.bid(k, 1, context).toBytes().length;
      var acknowledged = new BidAcknowledgement(fleet.id(k), 1, 1, 2, Hash.ZERO, 1);
      acknowledgements +=
          signedBytes(
              context, MessageType.BID_ACKNOWLEDGEMENT, meter, MarketCodec.encode(acknowledged));
      var reading = new MeterReading(fleet.id(k), 1, JOULES);
      readings +=
          signedBytes(context, MessageType.METER_READING, meter, MarketCodec.encode(reading));
    }
    return new EncodedSizes(bids / SAMPLED, acknowledgements / SAMPLED, readings / SAMPLED);
  }

  private static int signedBytes(
      SigningContext context, MessageType type, String signer, byte[] payload) {
    return context.sign(type, signer, payload, DemoKeys.signer(SEED, signer)).toBytes().length;
  }

  /** What an interval's books and readings have together. */
  double content(Scale scale) {
    return scale.bids() * bid + scale.devices() * reading;
  }
}
