package io.wattmesh.agents.scenario;

import io.wattmesh.agents.profile.ShippedProfiles;
import io.wattmesh.agents.scenario.GridSpec.DcModel;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads a scenario from YAML. */
final class ScenarioReader {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "description", "A scenario.",
          "utc-offset-hours", "0",
          "price-cap", "1000",
          "sealed-bids", "false",
          "sealed-bid-forfeit", "1",
          "validators", "4",
          "generators", "true");
  private static final Map<String, String> GRID_DEFAULTS =
      Map.of("dc-model", "matpower", "line-limit-scale", "1", "regions", "1");
  private static final Map<String, String> BULK_DEFAULTS =
      Map.of("enabled", "true", "low", "0.55", "high", "1");
  private static final Map<String, String> PROSUMER_DEFAULTS =
      Map.of(
          "count", "0",
          "business-share", "0.1",
          "solar-share", "0.4",
          "battery-share", "0.2",
          "vehicle-share", "0.3",
          "heat-pump-share", "0.35",
          "planning", "prices");
  private static final Map<String, String> AGGREGATOR_DEFAULTS =
      Map.of(
          "per-bus", "1",
          "bond", "0",
          "claim-window-seconds", "0",
          "omission-penalty", "0",
          "compensation", "0");
  private static final double MICROS = 1e6;

  private ScenarioReader() {}

  static Scenario read(String file, String yaml) {
    var root = new Section(YamlParser.parse(file, yaml), "", DEFAULTS);
    int intervals = (int) root.integer("intervals", 1, 1_000_000);
    int validators = (int) root.integer("validators", 1, 1_000);
    List<ParticipantSpec> participants = participants(root);
    long priceCap = Math.round(root.number("price-cap", 20, 1_000_000) * MICROS);
    var scenario =
        new Scenario(
            root.text("name"),
            root.text("description"),
            file,
            root.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            root.value("start", Instant::parse, "it must be a UTC time like 2025-04-10T00:00:00Z"),
            (int) root.integer("utc-offset-hours", -14, 14),
            intervals,
            (int) root.integer("interval-seconds", 1, 86_400),
            priceCap,
            validators,
            ValidatorChangeReader.read(
                root.sections("validator-changes", Map.of()),
                ValidatorSeat.first(validators),
                intervals,
                participants.stream().map(ParticipantSpec::id).collect(Collectors.toSet())),
            grid(root.section("grid", GRID_DEFAULTS)),
            root.flag("generators"),
            bulk(root.section("bulk-load", BULK_DEFAULTS)),
            prosumers(root.section("prosumers", PROSUMER_DEFAULTS)),
            participants,
            aggregators(root.section("aggregators", AGGREGATOR_DEFAULTS)),
            CreditSpec.read(root.section("credit", CreditSpec.DEFAULTS)),
            sealedBids(root, priceCap),
            auditors(root),
            GovernanceReader.read(root, intervals));
    root.end();
    return scenario;
  }

  /** A forfeit is at most the price cap, by which all sums of the market are bounded. */
  private static SealedBidSpec sealedBids(Section root, long priceCap) {
    long forfeit = Math.round(root.number("sealed-bid-forfeit", 0, priceCap / MICROS) * MICROS);
    return root.flag("sealed-bids") ? new SealedBidSpec(true, forfeit) : SealedBidSpec.OPEN;
  }

  private static List<AuditorSpec> auditors(Section root) {
    var auditors = new ArrayList<AuditorSpec>();
    for (Section section : root.sections("auditors", Map.of())) {
      ParticipantId id = section.value("id", ParticipantId::new, "it must be a participant's id");
      if (auditors.stream().anyMatch(known -> known.id().equals(id))) {
        throw new ScenarioException(
            section.where(), "Auditor '%s' is there twice; choose another id.".formatted(id));
      }
      auditors.add(
          new AuditorSpec(
              id, section.values("buses", Integer::valueOf, "it must be a bus's number")));
      section.end();
    }
    return auditors;
  }

  private static AggregatorSpec aggregators(Section aggregators) {
    long penalty = micros(aggregators, "omission-penalty");
    long compensation = micros(aggregators, "compensation");
    if (compensation > penalty) {
      throw new ScenarioException(
          aggregators.where(),
          "'aggregators.compensation' is a part of 'aggregators.omission-penalty': at most that.");
    }
    var spec =
        new AggregatorSpec(
            (int) aggregators.integer("per-bus", 1, AggregatorSpec.MOST_PER_BUS),
            micros(aggregators, "bond"),
            (int) aggregators.integer("claim-window-seconds", 0, 100_000_000),
            penalty,
            compensation);
    aggregators.end();
    return spec;
  }

  private static long micros(Section section, String key) {
    return Math.round(section.number(key, 0, 1e9) * MICROS);
  }

  private static GridSpec grid(Section grid) {
    String model = grid.choice("dc-model", List.of("matpower", "powermodels"));
    var limits = new LinkedHashMap<Integer, Double>();
    Section branches = grid.section("branch-limits", Map.of());
    for (String row : branches.names()) {
      if (!row.matches("\\d{1,6}")) {
        throw new ScenarioException(
            branches.where(),
            "'grid.branch-limits' has '%s'; name branches by their row in the case, from 0."
                .formatted(row));
      }
      limits.put(Integer.valueOf(row), branches.number(row, 0, 1e9));
    }
    var spec =
        new GridSpec(
            grid.text("case"),
            grid.has("costs") ? Optional.of(grid.text("costs")) : Optional.empty(),
            DcModel.valueOf(model.toUpperCase(Locale.ROOT)),
            grid.number("line-limit-scale", 0, 1e6),
            limits,
            (int) grid.integer("regions", 1, 10_000));
    grid.end();
    return spec;
  }

  private static BulkSpec bulk(Section bulk) {
    var weights = new LinkedHashMap<String, Double>();
    if (bulk.has("profiles")) {
      List<String> shapes = ShippedProfiles.shapeNames();
      Section profiles =
          bulk.section("profiles", shapes.stream().collect(Collectors.toMap(s -> s, s -> "0")));
      shapes.forEach(shape -> weights.put(shape, profiles.number(shape, 0, 1e6)));
      profiles.end();
    } else {
      weights.put("h25", 0.5);
      weights.put("g25", 0.5);
    }
    List<Double> hourly = bulk.numbers("hourly", 0, 1e6);
    if (!hourly.isEmpty() && hourly.size() != BulkShape.HOURS) {
      throw new ScenarioException(
          bulk.where(),
          "'bulk-load.hourly' has %d values; give 24, one an hour.".formatted(hourly.size()));
    }
    double low = bulk.number("low", 0, 1e6);
    var spec =
        new BulkSpec(bulk.flag("enabled"), low, bulk.number("high", low, 1e6), weights, hourly);
    bulk.end();
    return spec;
  }

  private static ProsumerSpec prosumers(Section prosumers) {
    var spec =
        new ProsumerSpec(
            (int) prosumers.integer("count", 0, 10_000_000),
            prosumers.number("business-share", 0, 1),
            prosumers.number("solar-share", 0, 1),
            prosumers.number("battery-share", 0, 1),
            prosumers.number("vehicle-share", 0, 1),
            prosumers.number("heat-pump-share", 0, 1),
            prosumers.choice("planning", List.of("prices", "horizon")));
    prosumers.end();
    return spec;
  }

  private static List<ParticipantSpec> participants(Section root) {
    var ids = new HashSet<ParticipantId>();
    return root.sections("participants", Map.of()).stream()
        .map(
            section -> {
              ParticipantSpec spec = participant(section);
              if (!ids.add(spec.id())) {
                throw new ScenarioException(
                    spec.where(), "participant '%s' is named twice.".formatted(spec.id()));
              }
              return spec;
            })
        .toList();
  }

  private static ParticipantSpec participant(Section section) {
    var config = new LinkedHashMap<String, String>();
    Section configSection = section.section("config", Map.of());
    for (String key : configSection.names()) {
      config.put(key, configSection.text(key));
    }
    OptionalLong deposit =
        section.has("deposit-tokens")
            ? OptionalLong.of(Math.round(section.number("deposit-tokens", 0, 1e12) * MICROS))
            : OptionalLong.empty();
    var spec =
        new ParticipantSpec(
            section.where(),
            section.value("id", ParticipantId::new, "it must be of a-z, 0-9, '.' and '-'"),
            (int) section.integer("bus", 0, Integer.MAX_VALUE),
            agentName(section),
            config,
            deposit);
    section.end();
    return spec;
  }

  private static String agentName(Section section) {
    List<String> known = MarketAgents.all().stream().map(provider -> provider.name()).toList();
    return section.choice("agent", known);
  }
}
