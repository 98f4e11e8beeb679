package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonRequest.Step;
import java.util.ArrayList;
import java.util.List;

/** Canonical bytes of a request: equal steps in a row are written once, with their number. */
final class HorizonCodec {
  private HorizonCodec() {}

  static void write(CanonicalWriter out, HorizonRequest request) {
    out.i64(request.storedJoules())
        .i32(request.dischargePpm())
        .i64(request.wearMicrosPerMwh())
        .i64(request.endValueMicrosPerMwh())
        .u16(request.intervals());
    List<Step> steps = request.steps();
    for (int first = 0; first < steps.size(); ) {
      int next = first + 1;
      while (next < steps.size() && steps.get(next).equals(steps.get(first))) {
        next++;
      }
      out.u16(next - first);
      write(out, steps.get(first));
      first = next;
    }
  }

  private static void write(CanonicalWriter out, Step step) {
    out.i64(step.minWatts())
        .i64(step.maxWatts())
        .i64(step.minJoules())
        .i64(step.maxJoules())
        .i32(step.chargePpm())
        .i32(step.retentionPpm())
        .i64(step.drainJoules());
  }

  static HorizonRequest read(CanonicalReader in) {
    long storedJoules = in.i64();
    int dischargePpm = in.i32();
    long wear = in.i64();
    long endValue = in.i64();
    int intervals = in.u16();
    if (intervals > HorizonRequest.MAX_INTERVALS) {
      throw new MalformedBytesException(
          "A horizon has at most %d intervals, this has %d."
              .formatted(HorizonRequest.MAX_INTERVALS, intervals));
    }
    var steps = new ArrayList<Step>(intervals);
    while (steps.size() < intervals) {
      int run = in.u16();
      Step step = new Step(in.i64(), in.i64(), in.i64(), in.i64(), in.i32(), in.i32(), in.i64());
      boolean repeated = !steps.isEmpty() && steps.getLast().equals(step);
      if (run < 1 || run > intervals - steps.size() || repeated) {
        throw new MalformedBytesException(
            "A run of %d equal steps after %d of %d: a run is as long as it can be."
                .formatted(run, steps.size(), intervals));
      }
      for (int k = 0; k < run; k++) {
        steps.add(step);
      }
    }
    return new HorizonRequest(storedJoules, dischargePpm, wear, endValue, steps);
  }
}
