package io.wattmesh.cluster.governance;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.ValidatorRoster;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change of validators as people write it. A key is 64 hexadecimal digits, or {@code demo}, or
 * {@code demo#2} for the second that a run of the demonstration seed gives the name.
 *
 * @param add {@code ID=KEY:POWER}, who joins
 * @param remove names, who leaves
 * @param rekey {@code ID=KEY}, who has another key
 * @param reweigh {@code ID=POWER}, who has another power
 * @param demoSeed of the demonstration keys, if there are any
 */
public record ValidatorEdits(
    List<String> add,
    List<String> remove,
    List<String> rekey,
    List<String> reweigh,
    OptionalLong demoSeed) {
  private static final Pattern DEMO_KEY = Pattern.compile("demo(?:#([1-9][0-9]?))?");

  public ValidatorEdits {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
    rekey = List.copyOf(rekey);
    reweigh = List.copyOf(reweigh);
  }

  public boolean isEmpty() {
    return add.isEmpty() && remove.isEmpty() && rekey.isEmpty() && reweigh.isEmpty();
  }

  /**
   * The validators of the epoch after the present ones'.
   *
   * @throws UsageErrorException naming the first option that can't be made, or that nothing changes
   */
  public ValidatorSet next(ValidatorSet present) {
    NavigableMap<ParticipantId, Validator> seats = new TreeMap<>();
    present.validators().forEach(validator -> seats.put(validator.id(), validator));
    each("--remove", remove, words -> seats.remove(staying(words, seats).id()));
    each("--rekey", rekey, words -> rekey(words, seats));
    each("--reweigh", reweigh, words -> reweigh(words, seats));
    each("--add", add, words -> join(words, present, seats));
    List<Validator> next = List.copyOf(seats.values());
    if (next.equals(present.validators())) {
      throw new UsageErrorException(
          "This leaves all validators as they are: give --add, --remove, --rekey or --reweigh.");
    }
    try {
      return new ValidatorSet(Math.addExact(present.epoch(), 1), next);
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException(e.getMessage());
    }
  }

  private void rekey(String words, NavigableMap<ParticipantId, Validator> seats) {
    String[] parts = pair(words, "ID=KEY");
    Validator validator = staying(parts[0], seats);
    seats.put(
        validator.id(),
        new Validator(validator.id(), key(parts[1], validator.id()), validator.power()));
  }

  private static void reweigh(String words, NavigableMap<ParticipantId, Validator> seats) {
    String[] parts = pair(words, "ID=POWER");
    Validator validator = staying(parts[0], seats);
    seats.put(
        validator.id(), new Validator(validator.id(), validator.key(), Long.parseLong(parts[1])));
  }

  private void join(
      String words, ValidatorSet present, NavigableMap<ParticipantId, Validator> seats) {
    String[] parts = pair(words, "ID=KEY:POWER");
    String[] seat = parts[1].split(":", -1);
    require(seat.length == 2, words + " is not ID=KEY:POWER");
    var id = new ParticipantId(parts[0]);
    require(
        present.find(id).isEmpty() && !seats.containsKey(id),
        id + " is a validator; --rekey and --reweigh change those that are there");
    seats.put(id, new Validator(id, key(seat[0], id), Long.parseLong(seat[1])));
  }

  private static Validator staying(String name, NavigableMap<ParticipantId, Validator> seats) {
    Validator validator = seats.get(new ParticipantId(name));
    require(validator != null, "%s is none of the validators, %s".formatted(name, seats.keySet()));
    return validator;
  }

  private VerificationKey key(String words, ParticipantId id) {
    Matcher demo = DEMO_KEY.matcher(words);
    if (!demo.matches()) {
      return VerificationKey.of(HexFormat.of().parseHex(words));
    }
    require(demoSeed.isPresent(), words + " needs --demo-seed");
    int number = demo.group(1) == null ? 1 : Integer.parseInt(demo.group(1));
    require(
        number <= ValidatorRoster.MOST_DEMO_KEYS,
        "%s: a validator has at most %d demonstration keys"
            .formatted(words, ValidatorRoster.MOST_DEMO_KEYS));
    return ValidatorRoster.demoKey(demoSeed.getAsLong(), id, number).verificationKey();
  }

  private static String[] pair(String words, String form) {
    int sign = words.indexOf('=');
    require(sign > 0, words + " is not " + form);
    return new String[] {words.substring(0, sign), words.substring(sign + 1)};
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static void each(String option, List<String> words, Consumer<String> edit) {
    for (String one : words) {
      try {
        edit.accept(one);
      } catch (NumberFormatException e) {
        throw new UsageErrorException(
            "%s %s: the power is no whole number in its range.".formatted(option, one));
      } catch (IllegalArgumentException e) {
        String message = e.getMessage();
        throw new UsageErrorException(
            "%s %s: %s%s".formatted(option, one, message, message.endsWith(".") ? "" : "."));
      }
    }
  }

  /** What differs between the validators of two epochs, in words; nothing if nothing does. */
  public static String words(ValidatorSet present, ValidatorSet next) {
    var words = new ArrayList<String>();
    for (Validator old : present.validators()) {
      Validator now = next.find(old.id()).orElse(null);
      if (now == null) {
        words.add(old.id() + " leaves");
        continue;
      }
      if (!now.key().equals(old.key())) {
        words.add(old.id() + " has another key");
      }
      if (now.power() != old.power()) {
        words.add("%s has power %d".formatted(old.id(), now.power()));
      }
    }
    for (Validator now : next.validators()) {
      if (present.find(now.id()).isEmpty()) {
        words.add("%s joins with power %d".formatted(now.id(), now.power()));
      }
    }
    return String.join("; ", words);
  }
}
