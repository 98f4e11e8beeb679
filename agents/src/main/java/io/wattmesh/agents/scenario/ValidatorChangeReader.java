package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads a scenario's changes of validators, each upon those that the one before left. */
final class ValidatorChangeReader {
  /** Fewer do not bear that one of them fails. */
  private static final int MIN_VALIDATORS = 4;

  private static final int MAX_VALIDATORS = 1_000;
  private static final long MAX_POWER = 1_000_000_000;
  private static final Map<String, String> ADD_DEFAULTS = Map.of("power", "1");

  private final int intervals;
  private final Set<ParticipantId> participants;
  private final Map<ParticipantId, Integer> keyNumbers = new HashMap<>();
  private NavigableMap<ParticipantId, ValidatorSeat> present = new TreeMap<>();
  private int earliest;

  private ValidatorChangeReader(int intervals, Set<ParticipantId> participants) {
    this.intervals = intervals;
    this.participants = participants;
  }

  /**
   * @param first who keeps the ledger at the beginning
   * @param participants names that no validator may have
   */
  static List<ValidatorChangeSpec> read(
      List<Section> changes,
      List<ValidatorSeat> first,
      int intervals,
      Set<ParticipantId> participants) {
    var reader = new ValidatorChangeReader(intervals, participants);
    first.forEach(seat -> reader.present.put(seat.id(), seat));
    return changes.stream().map(reader::read).toList();
  }

  private ValidatorChangeSpec read(Section section) {
    int interval = interval(section);
    var words = new ArrayList<String>();
    var next = new TreeMap<>(present);
    remove(section, next, words);
    rekey(section, next, words);
    reweigh(section, next, words);
    add(section, next, words);
    section.end();
    requireChange(section, next);
    present = next;
    return new ValidatorChangeSpec(
        section.where(), interval, String.join("; ", words), List.copyOf(next.values()));
  }

  private int interval(Section section) {
    String rule =
        ("it must be an integer from %d to %d: within the run, each change in a later interval"
                + " than the one before")
            .formatted(earliest, intervals - 1);
    int interval =
        section.value(
            "interval",
            text -> {
              int number = Integer.parseInt(text);
              Section.require(number >= earliest && number < intervals);
              return number;
            },
            rule);
    earliest = interval + 1;
    return interval;
  }

  private void remove(
      Section section, NavigableMap<ParticipantId, ValidatorSeat> next, List<String> words) {
    for (ParticipantId id : staying(section, "remove", next)) {
      next.remove(id);
      words.add(id + " leaves");
    }
  }

  private void rekey(
      Section section, NavigableMap<ParticipantId, ValidatorSeat> next, List<String> words) {
    for (ParticipantId id : staying(section, "rekey", next)) {
      int keyNumber = next.get(id).keyNumber() + 1;
      keyNumbers.put(id, keyNumber);
      next.put(id, new ValidatorSeat(id, next.get(id).power(), keyNumber));
      words.add(id + " has another key");
    }
  }

  /** A list of validators that are in the set, each once. */
  private static List<ParticipantId> staying(
      Section section, String key, NavigableMap<ParticipantId, ValidatorSeat> next) {
    var left = new TreeMap<>(next);
    return section.values(
        key,
        text -> {
          var id = new ParticipantId(text);
          Section.require(left.remove(id) != null);
          return id;
        },
        oneOf(next) + ", each once");
  }

  private static String oneOf(NavigableMap<ParticipantId, ValidatorSeat> validators) {
    return "it must be one of the validators then: " + names(validators);
  }

  private static String names(NavigableMap<ParticipantId, ValidatorSeat> validators) {
    return validators.keySet().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static void reweigh(
      Section section, NavigableMap<ParticipantId, ValidatorSeat> next, List<String> words) {
    Section powers = section.section("reweigh", Map.of());
    for (String name : powers.names()) {
      ValidatorSeat seat = ParticipantId.parse(name).map(next::get).orElse(null);
      if (seat == null) {
        throw new ScenarioException(
            powers.where(),
            "'validator-changes.reweigh' has '%s', %s.".formatted(name, oneOf(next)));
      }
      long power = powers.integer(name, 1, MAX_POWER);
      next.put(seat.id(), new ValidatorSeat(seat.id(), power, seat.keyNumber()));
      words.add("%s has power %d".formatted(seat.id(), power));
    }
  }

  private void add(
      Section section, NavigableMap<ParticipantId, ValidatorSeat> next, List<String> words) {
    for (Section joiner : section.sections("add", ADD_DEFAULTS)) {
      ParticipantId id =
          joiner.value(
              "validator",
              text -> {
                var name = new ParticipantId(text);
                Section.require(text.startsWith(ValidatorSeat.PREFIX));
                Section.require(!present.containsKey(name) && !next.containsKey(name));
                Section.require(!participants.contains(name));
                return name;
              },
              ("it must begin with '%s' and be no participant's name, nor one of the validators before"
                      + " (%s) or added twice; rekey and reweigh change those that are there")
                  .formatted(ValidatorSeat.PREFIX, names(present)));
      long power = joiner.integer("power", 1, MAX_POWER);
      joiner.end();
      next.put(id, new ValidatorSeat(id, power, keyNumbers.getOrDefault(id, 1)));
      words.add("%s joins with power %d".formatted(id, power));
    }
  }

  private void requireChange(Section section, NavigableMap<ParticipantId, ValidatorSeat> next) {
    if (next.equals(present)) {
      throw new ScenarioException(
          section.where(),
          "this change leaves all validators as they are; give it something to add, remove, rekey or"
              + " reweigh, or take it out.");
    }
    if (next.size() < MIN_VALIDATORS || next.size() > MAX_VALIDATORS) {
      throw new ScenarioException(
          section.where(),
          ("this change leaves %d validators (%s), it must leave %d to %d: of fewer none may fail."
                  + " Remove fewer or add others.")
              .formatted(next.size(), names(next), MIN_VALIDATORS, MAX_VALIDATORS));
    }
  }
}
