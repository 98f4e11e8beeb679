package io.wattmesh.cluster.governance;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Changes of rules as people write and read them. */
public final class RuleChangeWords {
  private static final String THE_VALIDATORS = "validators";
  private static final Set<String> FIELDS =
      Set.of("id", "role", "key", "bus", "min-watts", "max-watts", "from", "to");

  private RuleChangeWords() {}

  /** For example {@code gas-price=5}, in the ledger's own unit. */
  public static RuleChange parameter(String words) {
    return parsed(
        "--set",
        words,
        text -> {
          String[] parts = pair(text);
          return new RuleChange.SetParameter(
              Arrays.stream(RuleParameter.values())
                  .filter(parameter -> parameter.word().equals(parts[0]))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "%s is no parameter that can be changed, which are %s"
                                  .formatted(parts[0], parameters()))),
              Long.parseLong(parts[1]));
        });
  }

  private static String parameters() {
    return Arrays.stream(RuleParameter.values())
        .map(RuleParameter::word)
        .collect(Collectors.joining(", "));
  }

  /** For example {@code payment-token=2}; version 0 retires it. */
  public static RuleChange contract(String words) {
    return parsed(
        "--contract",
        words,
        text -> new RuleChange.SetContract(pair(text)[0], Integer.parseInt(pair(text)[1])));
  }

  /**
   * For example {@code id=gen-9,role=participant,key=HEX,bus=1,min-watts=0,max-watts=5000000}. What
   * is left out is 0, but for id, role and key; {@code from} and {@code to} are intervals, without
   * which there is no end.
   */
  public static RuleChange identity(String words) {
    return parsed(
        "--register",
        words,
        text -> {
          Map<String, String> fields = new TreeMap<>();
          for (String field : text.split(",", -1)) {
            String[] parts = pair(field);
            require(FIELDS.contains(parts[0]), parts[0] + " is none of " + FIELDS);
            require(fields.put(parts[0], parts[1]) == null, parts[0] + " is there twice");
          }
          for (String needed : List.of("id", "role", "key")) {
            require(fields.containsKey(needed), needed + " is missing");
          }
          return new RuleChange.PutIdentity(
              new ParticipantId(fields.get("id")),
              role(fields.get("role")).code(),
              key(fields.get("key")),
              Integer.parseInt(fields.getOrDefault("bus", "0")),
              number(fields, "min-watts", 0),
              number(fields, "max-watts", 0),
              number(fields, "from", 0),
              number(fields, "to", RuleChange.FOREVER));
        });
  }

  private static long number(Map<String, String> fields, String name, long otherwise) {
    String value = fields.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  private static Role role(String words) {
    return Arrays.stream(Role.values())
        .filter(role -> word(role).equals(words))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(words + " is no role"));
  }

  /** A role as it is written in {@code --register}. */
  public static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static VerificationKey key(String hex) {
    return VerificationKey.of(HexFormat.of().parseHex(hex));
  }

  /** For example {@code gen-9}. */
  public static RuleChange revocation(String words) {
    return parsed("--revoke", words, id -> new RuleChange.RevokeIdentity(new ParticipantId(id)));
  }

  /** For example {@code gen-1=meter-1+meter-9}; nothing behind the sign: any oracle of its bus. */
  public static RuleChange meters(String words) {
    return parsed(
        "--meters",
        words,
        text -> {
          String[] parts = pair(text);
          List<ParticipantId> oracles =
              parts[1].isEmpty()
                  ? List.of()
                  : Arrays.stream(parts[1].split("\\+", -1))
                      .map(ParticipantId::new)
                      .sorted()
                      .toList();
          return new RuleChange.SetMeters(new ParticipantId(parts[0]), oracles);
        });
  }

  /** {@code validators}, or for example {@code anna=HEX:2,bert=HEX:1}: key and power of each. */
  public static RuleChange governors(String words) {
    return parsed(
        "--governors",
        words,
        text -> {
          if (text.equals(THE_VALIDATORS)) {
            return new RuleChange.SetGovernors(Optional.empty());
          }
          var governors = new ArrayList<Validator>();
          for (String one : text.split(",", -1)) {
            String[] parts = pair(one);
            String[] seat = parts[1].split(":", -1);
            require(seat.length == 2, one + " is not ID=KEY:POWER");
            governors.add(
                new Validator(new ParticipantId(parts[0]), key(seat[0]), Long.parseLong(seat[1])));
          }
          governors.sort(Comparator.comparing(Validator::id));
          return new RuleChange.SetGovernors(Optional.of(new ValidatorSet(0, governors)));
        });
  }

  private static String[] pair(String words) {
    int sign = words.indexOf('=');
    require(sign > 0, words + " is not NAME=VALUE");
    return new String[] {words.substring(0, sign), words.substring(sign + 1)};
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static RuleChange parsed(String option, String words, Function<String, RuleChange> read) {
    try {
      return read.apply(words);
    } catch (NumberFormatException e) {
      throw new UsageErrorException(
          "%s %s: %s is no whole number in its range.".formatted(option, words, quoted(e)));
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw new UsageErrorException(
          "%s %s: %s%s".formatted(option, words, message, message.endsWith(".") ? "" : "."));
    }
  }

  /** The text that could not be read, as the JDK quotes it. */
  private static String quoted(NumberFormatException e) {
    String message = String.valueOf(e.getMessage());
    int quote = message.indexOf('"');
    return quote < 0 ? message : message.substring(quote);
  }

  /** A change in a line. */
  public static String of(RuleChange change) {
    return switch (change) {
      case RuleChange.SetParameter set -> "%s = %d".formatted(set.parameter().word(), set.value());
      case RuleChange.PutIdentity put ->
          "register %s as %s at bus %d, %d to %d W, intervals %d to %s, key %s"
              .formatted(
                  put.id(),
                  role(put.role()),
                  put.bus(),
                  put.minWatts(),
                  put.maxWatts(),
                  put.fromInterval(),
                  interval(put.toInterval()),
                  put.key());
      case RuleChange.RevokeIdentity revoke -> "revoke " + revoke.id();
      case RuleChange.SetMeters set ->
          set.oracles().isEmpty()
              ? "%s is metered by any oracle of its bus".formatted(set.participant())
              : "%s is metered by %s".formatted(set.participant(), names(set.oracles()));
      case RuleChange.SetContract set ->
          set.version() == 0
              ? "retire contract " + set.contract()
              : "contract %s in version %d".formatted(set.contract(), set.version());
      case RuleChange.SetGovernors set ->
          set.governors().map(RuleChangeWords::seats).orElse("the validators govern");
    };
  }

  /** An interval, or that there is no end. */
  public static String interval(long interval) {
    return interval == RuleChange.FOREVER ? "any" : Long.toString(interval);
  }

  private static String names(List<ParticipantId> oracles) {
    return oracles.stream().map(ParticipantId::value).collect(Collectors.joining(" and "));
  }

  private static String seats(ValidatorSet governors) {
    return governors.validators().stream()
        .map(seat -> "%s with power %d".formatted(seat.id(), seat.power()))
        .collect(Collectors.joining(", ", "governors are ", ""));
  }

  private static String role(int code) {
    try {
      return word(Role.ofCode(code));
    } catch (IllegalArgumentException e) {
      return "role " + code;
    }
  }
}
