package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.Arrays;
import java.util.List;

/**
 * What an aggregator plans for a request that came with a bid. The first power binds: the bid
 * stands with it. The later ones are advice.
 *
 * @param watts net injection, one for each interval, W; empty for a bid without a request
 */
public record Schedule(List<Long> watts) {
  public static final Schedule NONE = new Schedule(List.of());

  public Schedule {
    watts = List.copyOf(watts);
  }

  public static Schedule of(long... watts) {
    return new Schedule(Arrays.stream(watts).boxed().toList());
  }

  /** The binding power, W; 0 if nothing is planned. */
  public long bindingWatts() {
    return watts.isEmpty() ? 0 : watts.getFirst();
  }

  public long[] toArray() {
    return watts.stream().mapToLong(Long::longValue).toArray();
  }

  public void write(CanonicalWriter out) {
    out.i64s(toArray());
  }

  public static Schedule read(CanonicalReader in) {
    return of(in.i64s(HorizonRequest.MAX_INTERVALS));
  }
}
