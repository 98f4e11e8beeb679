package io.wattmesh.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceFleetTest {
  private static final long SEED = 42;
  private static final int[] BUSES = {3, 7, 11};
  private static final SigningContext CONTEXT = new SigningContext(Hash.ZERO, 1);

  private static DeviceFleet fleet(int devices) {
    return new DeviceFleet(SEED, devices, BUSES, 1_000);
  }

  private static byte[][] bids(DeviceFleet fleet, IntStream order) {
    byte[][] bids = new byte[fleet.size()][];
    order.forEach(index -> bids[index] = fleet.bid(index, 5, CONTEXT).toBytes());
    return bids;
  }

  @Test
  void the_same_seed_makes_the_same_bytes_whoever_makes_them_and_in_whatever_order() {
    byte[][] inOrder = bids(fleet(200), IntStream.range(0, 200));
    byte[][] byMany = bids(fleet(200), IntStream.range(0, 200).parallel());
    byte[][] backwards = bids(fleet(200), IntStream.range(0, 200).map(k -> 199 - k));

    assertThat(Arrays.deepEquals(inOrder, byMany)).isTrue();
    assertThat(Arrays.deepEquals(inOrder, backwards)).isTrue();
  }

  @Test
  void a_larger_fleet_begins_with_the_smaller_ones_devices() {
    byte[][] small = bids(fleet(30), IntStream.range(0, 30));
    byte[][] large = bids(fleet(60), IntStream.range(0, 60));

    assertThat(Arrays.deepEquals(small, Arrays.copyOf(large, 30))).isTrue();
  }

  @Test
  void another_seed_makes_other_curves_and_other_keys() {
    var other = new DeviceFleet(SEED + 1, 30, BUSES, 1_000);

    for (int index = 0; index < 30; index++) {
      assertThat(other.bid(index, 5, CONTEXT)).isNotEqualTo(fleet(30).bid(index, 5, CONTEXT));
    }
  }

  @Test
  void each_bid_is_signed_by_the_key_that_the_genesis_registers_for_its_device() {
    SignedEnvelope bid = fleet(30).bid(17, 5, CONTEXT);
    var key = DemoKeys.derive(SEED, "device-0000017").verificationKey();

    assertThat(bid.signer()).isEqualTo("device-0000017");
    assertThat(bid.isSignedBy(key, CONTEXT)).isTrue();
    assertThat(MarketCodec.decodeBid(bid.payload()).interval()).isEqualTo(5);
    assertThat(MarketCodec.decodeBid(bid.payload()).bus()).isEqualTo(BUSES[17 % 3]);
  }

  @Test
  void every_curve_and_every_delivery_is_within_what_is_registered() {
    DeviceFleet fleet = fleet(2_000);
    for (int index = 0; index < fleet.size(); index++) {
      BidCurve curve = fleet.curve(index, index % 50);
      assertThat(curve.minWatts()).isGreaterThanOrEqualTo(fleet.minWatts(index));
      assertThat(curve.maxWatts()).isLessThanOrEqualTo(fleet.maxWatts(index));
      for (long award : new long[] {curve.minWatts(), curve.maxWatts()}) {
        assertThat(fleet.deliveredWatts(index, 3, award))
            .isBetween(fleet.minWatts(index), fleet.maxWatts(index))
            .isBetween(award - Math.abs(award) / 50, award + Math.abs(award) / 50);
      }
    }
  }

  @Test
  void there_are_devices_of_each_kind_in_about_the_stated_shares() {
    DeviceFleet fleet = fleet(10_000);
    Map<DeviceKind, Integer> kinds = new EnumMap<>(DeviceKind.class);
    IntStream.range(0, fleet.size()).forEach(k -> kinds.merge(fleet.kind(k), 1, Integer::sum));

    assertThat(kinds.get(DeviceKind.HOME)).isBetween(4_300, 4_700);
    assertThat(kinds.get(DeviceKind.SOLAR)).isBetween(2_300, 2_700);
    assertThat(kinds.get(DeviceKind.BATTERY)).isBetween(850, 1_150);
    assertThat(kinds.get(DeviceKind.VEHICLE)).isBetween(1_800, 2_200);
  }

  @Test
  void a_name_leads_back_to_its_device_and_no_other_name_to_any() {
    DeviceFleet fleet = fleet(30);
    for (int index = 0; index < 30; index++) {
      assertThat(fleet.index(fleet.id(index))).isEqualTo(OptionalInt.of(index));
    }
    for (String stranger :
        new String[] {"device-0000030", "device-000001", "device-00000x1", "gen-001", "bus-12"}) {
      assertThat(fleet.index(new ParticipantId(stranger))).isEmpty();
    }
  }

  @Test
  void a_fleet_without_devices_or_buses_is_refused() {
    assertThatThrownBy(() -> fleet(0)).hasMessageContaining("1 to 10000000 devices");
    assertThatThrownBy(() -> new DeviceFleet(SEED, 1, new int[0], 1_000))
        .hasMessageContaining("at 0 buses");
  }
}
