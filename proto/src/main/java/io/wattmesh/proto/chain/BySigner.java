package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What some validators said, by their indices in the epoch's validator set, in rising order.
 * Immutable, and packed: each message carries two or three of these, and a tree of entries for each
 * was most of what reading one cost.
 *
 * @param <V> what each said; immutable
 */
@SuppressWarnings("JdkObsolete") // A sorted map is what certificates have; nobody navigates in it.
public final class BySigner<V> extends AbstractMap<Integer, V> implements SortedMap<Integer, V> {
  private static final int MAX_SIGNERS = 1024;
  private static final int INDEX_BYTES = 4;

  private final int[] signers;
  private final List<V> said;

  private BySigner(int[] signers, List<V> said) {
    this.signers = signers;
    this.said = said;
  }

  /** The same, packed, in the order of the indices. */
  public static <V> BySigner<V> copyOf(SortedMap<Integer, V> map) {
    if (map instanceof BySigner<V> packed) {
      return packed;
    }
    var rising = map.comparator() == null ? map : new TreeMap<>((Map<Integer, V>) map);
    return new BySigner<>(
        rising.keySet().stream().mapToInt(Integer::intValue).toArray(),
        List.copyOf(rising.values()));
  }

  /**
   * Reads a count and as many pairs of an index and what its signer said. The indices must rise
   * from pair to pair, so that none is counted twice.
   *
   * @param valueBytes the least that a value takes
   */
  public static <V> BySigner<V> read(
      CanonicalReader in, int valueBytes, Function<CanonicalReader, V> value) {
    int count = in.count(MAX_SIGNERS, INDEX_BYTES + valueBytes);
    int[] signers = new int[count];
    var said = new ArrayList<V>(count);
    for (int k = 0; k < count; k++) {
      signers[k] = in.i32();
      if (k > 0 && signers[k] <= signers[k - 1]) {
        throw new IllegalArgumentException("Signer " + signers[k] + " is not in rising order.");
      }
      said.add(value.apply(in));
    }
    return new BySigner<>(signers, Collections.unmodifiableList(said));
  }

  @Override
  public int size() {
    return signers.length;
  }

  @Override
  public V get(Object signer) {
    int at = signer instanceof Integer index ? Arrays.binarySearch(signers, index) : -1;
    return at < 0 ? null : said.get(at);
  }

  @Override
  public boolean containsKey(Object signer) {
    return get(signer) != null;
  }

  @Override
  public void forEach(BiConsumer<? super Integer, ? super V> action) {
    for (int k = 0; k < signers.length; k++) {
      action.accept(signers[k], said.get(k));
    }
  }

  @Override
  public Set<Map.Entry<Integer, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return signers.length;
      }

      @Override
      public Iterator<Map.Entry<Integer, V>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<Integer, V>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < signers.length;
    }

    @Override
    public Map.Entry<Integer, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("There are only " + signers.length + " signers.");
      }
      Map.Entry<Integer, V> entry = Map.entry(signers[next], said.get(next));
      next++;
      return entry;
    }
  }

  @Override
  public Comparator<? super Integer> comparator() {
    return null;
  }

  @Override
  public Integer firstKey() {
    return sorted().firstKey();
  }

  @Override
  public Integer lastKey() {
    return sorted().lastKey();
  }

  @Override
  public SortedMap<Integer, V> subMap(Integer from, Integer to) {
    return sorted().subMap(from, to);
  }

  @Override
  public SortedMap<Integer, V> headMap(Integer to) {
    return sorted().headMap(to);
  }

  @Override
  public SortedMap<Integer, V> tailMap(Integer from) {
    return sorted().tailMap(from);
  }

  private SortedMap<Integer, V> sorted() {
    return Collections.unmodifiableSortedMap(new TreeMap<>((Map<Integer, V>) this));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BySigner<?> packed
        ? Arrays.equals(signers, packed.signers) && said.equals(packed.said)
        : super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
