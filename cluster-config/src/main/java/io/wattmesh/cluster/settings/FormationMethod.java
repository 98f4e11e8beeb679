package io.wattmesh.cluster.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How nodes find each other. */
public enum FormationMethod {
  /** By a list of addresses. */
  SEEDS,
  /** By the addresses that a name has. */
  DNS,
  /** By the pods that have a label. */
  KUBERNETES;

  /** As it is written in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<FormationMethod> of(String key) {
    return Arrays.stream(values()).filter(method -> method.key().equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(FormationMethod::key).toList();
  }
}
