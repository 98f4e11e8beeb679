package io.wattmesh.agents.scenario;

import io.wattmesh.proto.governance.RuleParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads what a scenario changes of the market's rules and of its network. */
final class GovernanceReader {
  private static final double MILLION = 1e6;
  private static final int MAX_DELAY_SECONDS = 30 * 86_400;

  private GovernanceReader() {}

  static GovernanceSpec read(Section root, int intervals) {
    OptionalLong delay =
        root.has("rule-change-delay")
            ? OptionalLong.of(root.integer("rule-change-delay", 0, MAX_DELAY_SECONDS))
            : OptionalLong.empty();
    var rules = new ArrayList<RuleChangeSpec>();
    int earliest = 0;
    for (Section section : root.sections("rule-changes", Map.of())) {
      RuleChangeSpec change = ruleChange(section, earliest, intervals);
      earliest = change.interval() + 1;
      rules.add(change);
    }
    var notices = new ArrayList<NetworkNoticeSpec>();
    earliest = 0;
    for (Section section : root.sections("network-notices", Map.of())) {
      NetworkNoticeSpec notice = notice(section, earliest, intervals);
      earliest = notice.interval() + 1;
      notices.add(notice);
    }
    return new GovernanceSpec(delay, rules, notices);
  }

  private static int interval(Section section, int earliest, int intervals) {
    return section.value(
        "interval",
        text -> {
          int number = Integer.parseInt(text);
          Section.require(number >= earliest && number < intervals);
          return number;
        },
        "it must be an integer from %d to %d: within the run, each later than the one before"
            .formatted(earliest, intervals - 1));
  }

  private static RuleChangeSpec ruleChange(Section section, int earliest, int intervals) {
    int interval = interval(section, earliest, intervals);
    var values = new TreeMap<RuleParameter, Long>();
    for (RuleParameter parameter : RuleParameter.values()) {
      if (section.has(parameter.word())) {
        values.put(parameter, value(section, parameter));
      }
    }
    section.end();
    if (values.isEmpty()) {
      throw new ScenarioException(
          section.where(), "this change of rules changes nothing; give it a parameter.");
    }
    return new RuleChangeSpec(section.where(), interval, values);
  }

  private static long value(Section section, RuleParameter parameter) {
    String key = parameter.word();
    return switch (parameter) {
      case PRICE_CAP, VOID_PRICE -> Math.round(section.number(key, -1e6, 1e6) * MILLION);
      case DEVIATION, TRADE_FEE -> Math.round(section.number(key, 0, 1) * MILLION);
      case GAS_PRICE -> section.integer(key, 0, 1_000_000);
      case DELAY, REVEAL_WINDOW -> section.integer(key, 0, MAX_DELAY_SECONDS) * 1_000;
      case SEAL_FORFEIT -> Math.round(section.number(key, 0, 1e6) * MILLION);
    };
  }

  private static NetworkNoticeSpec notice(Section section, int earliest, int intervals) {
    int interval = interval(section, earliest, intervals);
    var limits = new TreeMap<Integer, Double>();
    Section branches = section.section("limits", Map.of());
    for (String row : branches.names()) {
      if (!row.matches("\\d{1,6}")) {
        throw new ScenarioException(
            branches.where(),
            "'network-notices.limits' has '%s'; name branches by their row in the case, from 0."
                .formatted(row));
      }
      limits.put(Integer.valueOf(row), branches.number(row, 0, 1e6));
    }
    List<Integer> out =
        section.values(
            "out",
            text -> {
              int row = Integer.parseInt(text);
              Section.require(row >= 0 && !limits.containsKey(row));
              return row;
            },
            "it must be a branch's row in the case, from 0, that has no limit beside");
    section.end();
    return new NetworkNoticeSpec(section.where(), interval, limits, out);
  }
}
