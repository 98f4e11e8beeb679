package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.BoundaryValues;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.ResultUp;
import io.wattmesh.grid.clearing.message.RegionMessage.RightHandSideUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SchurUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SolutionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.message.RegionMessage.TieCopies;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.List;

/** Canonical bytes of the region step's messages: a kind, the step, then the arrays as they are. */
final class RegionMessageCodec {
  private static final int MAX_ENTRIES = 2_000_000;

  /** A decision's code is its place here; new ones go to the end. */
  private static final List<Decision> DECISIONS =
      List.of(
          Decision.PLAIN_STEP,
          Decision.ACCELERATED_STEP,
          Decision.RETREAT,
          Decision.POLISH,
          Decision.CORRECT,
          Decision.REFINE,
          Decision.ACCEPT,
          Decision.RESUME,
          Decision.TAKE_OVER,
          Decision.ADVANCE,
          Decision.FINISHED,
          Decision.FAIL,
          Decision.SECOND_ORDER);

  private RegionMessageCodec() {}

  static void write(CanonicalWriter out, RegionMessage message) {
    switch (message) {
      case TieCopies m -> head(out, 1, m).i32s(m.branchRows()).f64s(m.flows()).f64s(m.meanAngles());
      case BoundaryValues m -> head(out, 2, m).i32s(m.buses()).f64s(m.angles()).f64s(m.prices());
      case SumsUp m -> head(out, 3, m).f64s(m.sums()).f64s(m.minima());
      case DecisionDown m -> head(out, 4, m).u8(DECISIONS.indexOf(m.decision())).f64s(m.values());
      case SchurUp m -> head(out, 5, m).i32s(m.buses()).f64s(m.matrix()).f64s(m.rightHandSide());
      case RightHandSideUp m ->
          head(out, 6, m).i32s(m.buses()).f64s(m.rightHandSide()).f64s(m.sums()).f64s(m.minima());
      case SolutionDown m ->
          head(out, 7, m)
              .u8(DECISIONS.indexOf(m.decision()))
              .f64s(m.decisionValues())
              .i32s(m.buses())
              .f64s(m.values());
      case ResultUp m -> writePart(head(out, 8, m), m.part());
    }
  }

  private static CanonicalWriter head(CanonicalWriter out, int kind, RegionMessage message) {
    return out.u8(kind).i32(message.step());
  }

  private static void writePart(CanonicalWriter out, ResultPart part) {
    out.i32s(part.buses())
        .f64s(part.angleRad())
        .f64s(part.injectionMw())
        .f64s(part.lmpUsdPerMwh())
        .i32s(part.branchRows())
        .f64s(part.flowMw())
        .f64s(part.lineDualUsdPerMwh())
        .f64s(part.share())
        .f64s(part.pull())
        .f64s(part.shareDual());
  }

  static RegionMessage read(CanonicalReader in) {
    int kind = in.u8();
    int step = in.i32();
    return switch (kind) {
      case 1 -> new TieCopies(step, ints(in), doubles(in), doubles(in));
      case 2 -> new BoundaryValues(step, ints(in), doubles(in), doubles(in));
      case 3 -> new SumsUp(step, doubles(in), doubles(in));
      case 4 -> new DecisionDown(step, decision(in.u8()), doubles(in));
      case 5 -> new SchurUp(step, ints(in), doubles(in), doubles(in));
      case 6 -> new RightHandSideUp(step, ints(in), doubles(in), doubles(in), doubles(in));
      case 7 -> new SolutionDown(step, decision(in.u8()), doubles(in), ints(in), doubles(in));
      case 8 -> new ResultUp(step, readPart(in));
      default -> throw new IllegalArgumentException("Region message " + kind + " is unknown.");
    };
  }

  private static ResultPart readPart(CanonicalReader in) {
    return new ResultPart(
        ints(in),
        doubles(in),
        doubles(in),
        doubles(in),
        ints(in),
        doubles(in),
        doubles(in),
        doubles(in),
        doubles(in),
        doubles(in));
  }

  private static Decision decision(int code) {
    if (code >= DECISIONS.size()) {
      throw new IllegalArgumentException("Decision " + code + " is unknown.");
    }
    return DECISIONS.get(code);
  }

  private static int[] ints(CanonicalReader in) {
    return in.i32s(MAX_ENTRIES);
  }

  private static double[] doubles(CanonicalReader in) {
    return in.f64s(MAX_ENTRIES);
  }
}
