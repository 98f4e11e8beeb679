package io.wattmesh.load.ledger;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A genesis with many participants, spread over the buses of a network in turn, an aggregator and
 * an oracle at each. All have one key, and what they send has no real signature: this measures the
 * ledger with signatures taken as good.
 */
record LedgerChain(Genesis genesis, SigningContext context, int participants) {
  private static final VerificationKey KEY = DemoKeys.derive(5, "all").verificationKey();
  private static final Signature UNSIGNED = Signature.of(new byte[Signature.BYTES]);
  private static final long DOLLAR_MICROS = 1_000_000;
  private static final long DEPOSIT_MICROS = 1_000 * DOLLAR_MICROS;
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final long INTERVAL_MILLIS = 300_000;
  private static final long GATE_LEAD_MILLIS = 60_000;
  private static final long BOOK_WINDOW_MILLIS = 20_000;
  private static final long READING_WINDOW_MILLIS = 600_000;
  private static final long PRICE_CAP_DOLLARS = 1_000;
  private static final long DEVIATION_PARTS_PER_MILLION = 100_000;

  /** The most that a participant's devices take or give, W. */
  static final long DEVICE_WATTS = 10_000;

  static final ParticipantId REGION = new ParticipantId("region-1");

  static LedgerChain of(NetworkModel network, int participants) {
    var identities = new ArrayList<Identity>(participants + 2 * network.buses() + 1);
    for (int k = 0; k < network.buses(); k++) {
      int bus = network.busNumber(k);
      identities.add(office(aggregator(bus), Role.AGGREGATOR, bus));
      identities.add(office(oracle(bus), Role.ORACLE, bus));
    }
    identities.add(office(REGION, Role.REGION, 0));
    for (int k = 0; k < participants; k++) {
      int bus = network.busNumber(k % network.buses());
      identities.add(
          new Identity(
              participant(k),
              Role.PARTICIPANT,
              KEY,
              bus,
              -DEVICE_WATTS,
              DEVICE_WATTS,
              DEPOSIT_MICROS));
    }
    var parameters =
        new MarketParameters(
            "ledger benchmark",
            new MarketSchedule(
                START.toEpochMilli(),
                INTERVAL_MILLIS,
                GATE_LEAD_MILLIS,
                BOOK_WINDOW_MILLIS,
                READING_WINDOW_MILLIS),
            PRICE_CAP_DOLLARS * DOLLAR_MICROS,
            DEVIATION_PARTS_PER_MILLION,
            20 * DOLLAR_MICROS,
            DEPOSIT_MICROS,
            true);
    var validators =
        new ValidatorSet(1, List.of(new Validator(new ParticipantId("validator-0"), KEY, 1)));
    Genesis genesis = Genesis.of(validators, parameters, identities, network);
    return new LedgerChain(genesis, genesis.signingContext(), participants);
  }

  /** A network of one bus, for what needs no grid. */
  static NetworkModel oneBus() {
    return new NetworkModel(
        new int[] {1}, new int[0], new int[0], new long[0], new long[0], new long[0], new long[0]);
  }

  private static Identity office(ParticipantId id, Role role, int bus) {
    return new Identity(id, role, KEY, bus, 0, 0, 0);
  }

  static ParticipantId participant(int index) {
    return new ParticipantId("house-%07d".formatted(index));
  }

  static ParticipantId aggregator(int bus) {
    return new ParticipantId("aggregator-" + bus);
  }

  static ParticipantId oracle(int bus) {
    return new ParticipantId("meter-" + bus);
  }

  SignedEnvelope envelope(MessageType type, ParticipantId signer, byte[] payload) {
    return new SignedEnvelope(context, type, signer.value(), payload, UNSIGNED);
  }

  byte[] call(ParticipantId caller, Call call) {
    return envelope(MessageType.CALL, caller, call.toBytes()).toBytes();
  }
}
