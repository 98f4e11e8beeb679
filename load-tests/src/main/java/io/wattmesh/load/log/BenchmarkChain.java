package io.wattmesh.load.log;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A chain whose participants only transfer tokens: it begins in 2000, and its market's first gate
 * closes a century later.
 */
record BenchmarkChain(Genesis genesis, int clients) {
  private static final long SEED = 4;
  private static final Instant MARKET_START = Instant.parse("2100-01-01T00:00:00Z");
  private static final long INTERVAL_MILLIS = 100L * 365 * 24 * 3_600 * 1_000;
  private static final long DEPOSIT_MICROS = 1_000_000_000_000L;
  private static final long DOLLAR_MICROS = 1_000_000;
  private static final int BUS = 1;

  static BenchmarkChain of(int validators, int clients) {
    List<Validator> all =
        IntStream.range(0, validators)
            .mapToObj(BenchmarkChain::validator)
            .map(id -> new Validator(id, key(id).verificationKey(), 1))
            .toList();
    var identities = new ArrayList<Identity>();
    identities.add(identity(new ParticipantId("aggregator"), Role.AGGREGATOR, 0));
    for (int k = 0; k < clients; k++) {
      identities.add(identity(client(k), Role.PARTICIPANT, DEPOSIT_MICROS));
    }
    var parameters =
        new MarketParameters(
            "log benchmark",
            new MarketSchedule(
                MARKET_START.toEpochMilli(), INTERVAL_MILLIS, 60_000, 10_000, 60_000),
            1_000 * DOLLAR_MICROS,
            100_000,
            20 * DOLLAR_MICROS,
            0,
            true);
    var genesis = Genesis.of(new ValidatorSet(1, all), parameters, identities, oneBus());
    return new BenchmarkChain(genesis, clients);
  }

  private static NetworkModel oneBus() {
    return new NetworkModel(
        new int[] {BUS},
        new int[0],
        new int[0],
        new long[0],
        new long[0],
        new long[0],
        new long[0]);
  }

  private static Identity identity(ParticipantId id, Role role, long depositMicros) {
    return new Identity(id, role, key(id).verificationKey(), BUS, 0, 0, depositMicros);
  }

  static ParticipantId validator(int index) {
    return new ParticipantId("validator-%02d".formatted(index));
  }

  Set<ParticipantId> validatorNames() {
    return genesis.validators().validators().stream()
        .map(Validator::id)
        .collect(Collectors.toSet());
  }

  static ParticipantId client(int index) {
    return new ParticipantId("client-" + index);
  }

  static SigningKey key(ParticipantId id) {
    return DemoKeys.derive(SEED, id.value());
  }
}
