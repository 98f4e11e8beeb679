package io.wattmesh.agents.scenario;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A section of a YAML file that is being read, a scenario's or another's: every key is asked for
 * once, and {@link #end} refuses the keys that nobody asked for. What is wrong is a {@link
 * ScenarioException} that names the file and the line.
 */
public final class Section {
  private final String where;
  private final String prefix;
  private final Map<String, YamlNode> unread;
  private final Map<String, String> defaults;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * @param prefix the names of the sections around it, each with a dot behind
   * @param defaults values of keys that may be absent
   */
  Section(YamlNode.Entries entries, String prefix, Map<String, String> defaults) {
    this.where = entries.where();
    this.prefix = prefix;
    this.unread = new LinkedHashMap<>(entries.values());
    this.defaults = Map.copyOf(defaults);
  }

  /**
   * A file's top level.
   *
   * @param file the name that messages give
   * @param defaults values of keys that may be absent
   */
  public static Section of(String file, String yaml, Map<String, String> defaults) {
    return new Section(YamlParser.parse(file, yaml), "", defaults);
  }

  /** The place of its beginning, {@code file:line}. */
  public String where() {
    return where;
  }

  /** Whether the file has the key. */
  public boolean has(String key) {
    return unread.containsKey(key);
  }

  private YamlNode take(String key) {
    known.add(key);
    YamlNode node = unread.remove(key);
    if (node == null && defaults.containsKey(key)) {
      return new YamlNode.Text(where + " (by default)", defaults.get(key));
    }
    if (node == null) {
      throw new ScenarioException(where, "'%s%s' is missing; add it.".formatted(prefix, key));
    }
    return node;
  }

  private YamlNode.Text takeText(String key) {
    YamlNode node = take(key);
    if (node instanceof YamlNode.Text text) {
      return text;
    }
    throw new ScenarioException(
        node.where(), "'%s%s' must be a single value.".formatted(prefix, key));
  }

  /** A value that a parser understands and that keeps a rule. */
  public <T> T value(String key, Function<String, T> parser, String rule) {
    YamlNode.Text text = takeText(key);
    try {
      return parser.apply(text.value());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ScenarioException(
          text.where(), "'%s%s' is '%s', %s.".formatted(prefix, key, text.value(), rule), e);
    }
  }

  /** A text that is not blank. */
  public String text(String key) {
    return value(key, Section::nonBlank, "it must not be empty");
  }

  private static String nonBlank(String value) {
    require(!value.isBlank());
    return value;
  }

  /** An integer within bounds, both included. */
  public long integer(String key, long min, long max) {
    return value(
        key,
        text -> {
          long number = Long.parseLong(text);
          require(number >= min && number <= max);
          return number;
        },
        "it must be an integer from %d to %d".formatted(min, max));
  }

  /** A number within bounds, both included. */
  public double number(String key, double min, double max) {
    return value(
        key,
        text -> {
          double number = Double.parseDouble(text);
          require(number >= min && number <= max);
          return number;
        },
        "it must be a number from %s to %s".formatted(min, max));
  }

  /** True or false. */
  public boolean flag(String key) {
    return choice(key, List.of("true", "false")).equals("true");
  }

  /** One of some words. */
  public String choice(String key, List<String> allowed) {
    return value(
        key,
        text -> {
          require(allowed.contains(text));
          return text;
        },
        "it must be one of " + String.join(", ", allowed));
  }

  /** For parsers: their value's rule must hold. */
  static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("The rule is broken.");
    }
  }

  /** A section within; an absent one is empty. */
  public Section section(String key, Map<String, String> sectionDefaults) {
    return new Section(entries(key), prefix + key + ".", sectionDefaults);
  }

  private YamlNode.Entries entries(String key) {
    known.add(key);
    YamlNode node = unread.containsKey(key) ? take(key) : new YamlNode.Entries(where, Map.of());
    if (node instanceof YamlNode.Entries entries) {
      return entries;
    }
    throw new ScenarioException(
        node.where(), "'%s%s' must have 'key: value' entries.".formatted(prefix, key));
  }

  /** A list of sections; an absent one is empty. */
  List<Section> sections(String key, Map<String, String> sectionDefaults) {
    var sections = new ArrayList<Section>();
    for (YamlNode node : items(key)) {
      if (!(node instanceof YamlNode.Entries entries)) {
        throw new ScenarioException(
            node.where(), "each of '%s%s' must have 'key: value' entries.".formatted(prefix, key));
      }
      sections.add(new Section(entries, "%s%s.".formatted(prefix, key), sectionDefaults));
    }
    return sections;
  }

  /** A list of values that each keep a rule; an absent one is empty. */
  public <T> List<T> values(String key, Function<String, T> parser, String rule) {
    var values = new ArrayList<T>();
    for (YamlNode node : items(key)) {
      var wrapped = new YamlNode.Entries(node.where(), Map.of(key, node));
      values.add(new Section(wrapped, prefix, Map.of()).value(key, parser, rule));
    }
    return values;
  }

  /** A list of numbers; an absent one is empty. */
  public List<Double> numbers(String key, double min, double max) {
    var numbers = new ArrayList<Double>();
    for (YamlNode node : items(key)) {
      var wrapped = new YamlNode.Entries(node.where(), Map.of(key, node));
      numbers.add(new Section(wrapped, prefix, Map.of()).number(key, min, max));
    }
    return numbers;
  }

  private List<YamlNode> items(String key) {
    known.add(key);
    YamlNode node = unread.containsKey(key) ? take(key) : new YamlNode.Items(where, List.of());
    if (node instanceof YamlNode.Items items) {
      return items.values();
    }
    throw new ScenarioException(node.where(), "'%s%s' must be a list.".formatted(prefix, key));
  }

  /** The keys of this section, where they are names that the file chooses. */
  List<String> names() {
    return List.copyOf(unread.keySet());
  }

  /** Refuses what was not read. */
  public void end() {
    unread.forEach(
        (key, node) -> {
          throw new ScenarioException(
              node.where(),
              "unknown key '%s%s'; known are %s.".formatted(prefix, key, String.join(", ", known)));
        });
  }
}
