package io.wattmesh.ledger.governance;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A value that changed from interval to interval; before the first version the genesis has it. */
record Versions<T>(List<Version<T>> all) {
  /** Versions that nothing waits for are forgotten, so there are never many. */
  private static final int MAX_VERSIONS = 20_000;

  /**
   * @param fromInterval the first interval that it holds in
   */
  record Version<T>(long fromInterval, T value) {}

  Versions {
    all = List.copyOf(all);
    for (int k = 1; k < all.size(); k++) {
      if (all.get(k - 1).fromInterval() >= all.get(k).fromInterval()) {
        throw new IllegalArgumentException("The versions of a rule must rise by interval.");
      }
    }
  }

  static <T> Versions<T> none() {
    return new Versions<>(List.of());
  }

  Optional<T> at(long interval) {
    for (int k = all.size() - 1; k >= 0; k--) {
      if (all.get(k).fromInterval() <= interval) {
        return Optional.of(all.get(k).value());
      }
    }
    return Optional.empty();
  }

  /** From that interval on the value is another, whatever was to be later. */
  Versions<T> with(long fromInterval, T value) {
    var versions = new ArrayList<Version<T>>();
    all.stream().filter(old -> old.fromInterval() < fromInterval).forEach(versions::add);
    versions.add(new Version<>(fromInterval, value));
    return new Versions<>(versions);
  }

  /**
   * From that interval on each value is changed, also those that are to come later.
   *
   * @param otherwise what is changed where nothing was before
   */
  Versions<T> changed(long fromInterval, T otherwise, UnaryOperator<T> change) {
    var versions = new ArrayList<Version<T>>();
    all.stream().filter(old -> old.fromInterval() < fromInterval).forEach(versions::add);
    versions.add(new Version<>(fromInterval, change.apply(at(fromInterval).orElse(otherwise))));
    all.stream()
        .filter(old -> old.fromInterval() > fromInterval)
        .map(old -> new Version<>(old.fromInterval(), change.apply(old.value())))
        .forEach(versions::add);
    return new Versions<>(versions);
  }

  /** Without those that no interval from the oldest on has. */
  Versions<T> since(long oldest) {
    int first = 0;
    while (first + 1 < all.size() && all.get(first + 1).fromInterval() <= oldest) {
      first++;
    }
    return new Versions<>(all.subList(first, all.size()));
  }

  Versions<T> map(UnaryOperator<Version<T>> change) {
    return new Versions<>(all.stream().map(change).toList());
  }

  void write(CanonicalWriter out, BiConsumer<CanonicalWriter, T> writeValue) {
    out.i32(all.size());
    for (Version<T> version : all) {
      out.i64(version.fromInterval());
      writeValue.accept(out, version.value());
    }
  }

  static <T> Versions<T> read(CanonicalReader in, Function<CanonicalReader, T> readValue) {
    int count = in.count(MAX_VERSIONS, 9);
    var versions = new ArrayList<Version<T>>(count);
    for (int k = 0; k < count; k++) {
      versions.add(new Version<>(in.i64(), readValue.apply(in)));
    }
    return new Versions<>(versions);
  }
}
