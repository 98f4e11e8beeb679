package io.wattmesh.grid.certificate;

/** Many 128-bit sums in two flat arrays. */
final class Int128Array {
  private final long[] high;
  private final long[] low;

  Int128Array(int length) {
    high = new long[length];
    low = new long[length];
  }

  int length() {
    return high.length;
  }

  Int128 get(int index) {
    return Int128.ofBits(high[index], low[index]);
  }

  void add(int index, Int128 value) {
    set(index, get(index).add(value));
  }

  void add(int index, long value) {
    set(index, get(index).add(value));
  }

  void addProduct(int index, long a, long b) {
    set(index, get(index).addProduct(a, b));
  }

  private void set(int index, Int128 value) {
    high[index] = value.highBits();
    low[index] = value.lowBits();
  }
}
