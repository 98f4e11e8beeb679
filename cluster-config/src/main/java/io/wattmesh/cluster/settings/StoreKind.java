package io.wattmesh.cluster.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a node's validators and aggregators keep what must not be lost. */
public enum StoreKind {
  /** In a database that all nodes reach. */
  CASSANDRA,
  /** In folders of one machine. */
  ROCKSDB;

  static Optional<StoreKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(StoreKind::key).toList();
  }

  /** As it is written in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
