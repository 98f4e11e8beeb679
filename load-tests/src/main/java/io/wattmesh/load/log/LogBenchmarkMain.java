package io.wattmesh.load.log;
import java.util.Set;
public final class LogBenchmarkMain {
  public static void main(String[] a) {
    var b = new LogBenchmark(4, Long.parseLong(a[0]), Long.parseLong(a[1]), 1000);
    for (String what : a[2].split(",")) {
      String[] w = what.split(":");
      StoreKind store = StoreKind.valueOf(w[0]);
      boolean signed = w[1].equals("s");
      Load load = Load.closed(Integer.parseInt(w[2]), Integer.parseInt(w[3]));
      if (w.length > 5) load = load.open(Integer.parseInt(w[5]));
      System.out.println(b.measure(what, store, signed, load, w.length > 4 && w[4].equals("c") ? Set.of(3) : Set.of()));
    }
  }
}
