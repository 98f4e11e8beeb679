package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.load.workload.Durations;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is done to a cluster under load, and when.
 *
 * @param role whose node is meant, where one was named
 * @param pauseMillis how long a paused node stands still
 * @param atMillis from the opening of the first window
 */
public record LoadFault(Kind kind, Optional<NodeRole> role, long pauseMillis, long atMillis) {
  /** What can be done. */
  public enum Kind {
    /** SIGKILL of the node with most validators, or of a role's node. */
    KILL,
    /** SIGSTOP of the same, and SIGCONT later. */
    PAUSE,
    /** A further node is started. */
    JOIN,
    /** The youngest node is told to leave, by SIGTERM. */
    LEAVE,
    /** Nodes that were killed are started again on what they left. */
    RESTART;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern FORM = Pattern.compile("([a-z]+)(?::([a-z0-9.]+))?@([0-9a-z.]+)");
  private static final long PAUSE_MILLIS = 20_000;

  /** The forms that {@link #parse} takes, for messages. */
  public static final String FORMS =
      "kill@40s, kill:ROLE@40s, pause@40s, pause:3s@40s, join@40s, leave@40s or restart@60s";

  /**
   * Reads a fault as people write it.
   *
   * @throws IllegalArgumentException if it is none; the message says what is one
   */
  public static LoadFault parse(String text) {
    Matcher form = FORM.matcher(text);
    Optional<Kind> kind =
        form.matches()
            ? Arrays.stream(Kind.values()).filter(k -> k.key().equals(form.group(1))).findFirst()
            : Optional.empty();
    if (kind.isEmpty()) {
      throw new IllegalArgumentException("'%s' is no fault; say %s.".formatted(text, FORMS));
    }
    Optional<String> argument = Optional.ofNullable(form.group(2));
    if (argument.isPresent() && kind.get() != Kind.KILL && kind.get() != Kind.PAUSE) {
      throw new IllegalArgumentException(
          "'%s': %s takes nothing; say %s.".formatted(text, kind.get().key(), FORMS));
    }
    return new LoadFault(
        kind.get(),
        kind.get() == Kind.KILL ? argument.map(LoadFault::role) : Optional.empty(),
        kind.get() == Kind.PAUSE
            ? argument.map(Durations::parseMillis).orElse(PAUSE_MILLIS)
            : PAUSE_MILLIS,
        Durations.parseMillis(form.group(3)));
  }

  private static NodeRole role(String key) {
    return LoadCluster.ROLES.stream()
        .filter(role -> role.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no role of a node under load; it is one of %s."
                        .formatted(
                            key,
                            LoadCluster.ROLES.stream()
                                .map(NodeRole::key)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return "%s%s@%s"
        .formatted(
            kind.key(), role.map(one -> ":" + one.key()).orElse(""), Durations.text(atMillis));
  }
}
