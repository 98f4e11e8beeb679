package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.BoundaryValues;
import io.wattmesh.grid.clearing.message.RegionMessage.TieCopies;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.TieLine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a region shares with each neighbour, and the exchanges about it. */
final class BorderAlignment {
  private final RegionModel model;
  private final Collectives collectives;
  private final int[][] ties;
  private final int[][] borderBuses;

  BorderAlignment(RegionNetwork network, RegionModel model, Collectives collectives) {
    this.model = model;
    this.collectives = collectives;
    List<Integer> neighbours = network.neighbours();
    ties = new int[neighbours.size()][];
    borderBuses = new int[neighbours.size()][];
    List<TieLine> lines = network.tieLines();
    for (int n = 0; n < ties.length; n++) {
      int neighbour = neighbours.get(n);
      ties[n] =
          IntStream.range(0, lines.size())
              .filter(t -> lines.get(t).otherRegion(network.region()) == neighbour)
              .toArray();
      borderBuses[n] =
          Arrays.stream(ties[n])
              .map(t -> lines.get(t).ownedBy(network.region()) ? from(t) : to(t))
              .distinct()
              .sorted()
              .toArray();
    }
  }

  private int from(int tie) {
    return model.from[model.inner + tie];
  }

  private int to(int tie) {
    return model.to[model.inner + tie];
  }

  /** Takes over the neighbours' angles and prices at the far ends, then goes on. */
  void align(KktPoint point, Runnable then) {
    int stamp = collectives.nextStep();
    collectives.exchange(
        n ->
            new BoundaryValues(
                stamp,
                Arrays.stream(borderBuses[n]).map(i -> model.busNumber[i]).toArray(),
                Arrays.stream(borderBuses[n]).mapToDouble(i -> point.angle[i]).toArray(),
                Arrays.stream(borderBuses[n]).mapToDouble(i -> point.price[i]).toArray()),
        messages -> {
          messages.forEach(m -> takeOver(point, (BoundaryValues) m));
          then.run();
        });
  }

  private void takeOver(KktPoint point, BoundaryValues values) {
    for (int k = 0; k < values.buses().length; k++) {
      int i = model.indexOf(values.buses()[k]);
      if (i >= model.own) {
        point.angle[i] = values.angles()[k];
        point.price[i] = values.prices()[k];
      }
    }
  }

  /** Receives both sides' copies of a tie line. */
  interface CopiesReader {
    void read(int tie, double ownFlow, double otherFlow, double ownMean, double otherMean);
  }

  /** Exchanges copies of all tie lines with the neighbours, then goes on. */
  void compare(KktPoint point, CopiesReader reader, Runnable then) {
    int stamp = collectives.nextStep();
    collectives.exchange(
        n ->
            new TieCopies(
                stamp,
                Arrays.stream(ties[n]).map(t -> model.row[model.inner + t]).toArray(),
                Arrays.stream(ties[n]).mapToDouble(t -> flow(point, t)).toArray(),
                Arrays.stream(ties[n]).mapToDouble(t -> mean(point, t)).toArray()),
        messages -> {
          for (int n = 0; n < ties.length; n++) {
            readAll(point, ties[n], messages.get(n), reader);
          }
          then.run();
        });
  }

  private void readAll(KktPoint point, int[] shared, RegionMessage message, CopiesReader reader) {
    TieCopies copies = (TieCopies) message;
    for (int k = 0; k < shared.length; k++) {
      int t = shared[k];
      reader.read(t, flow(point, t), copies.flows()[k], mean(point, t), copies.meanAngles()[k]);
    }
  }

  private double flow(KktPoint point, int tie) {
    return model.flow(model.inner + tie, point.angle);
  }

  private double mean(KktPoint point, int tie) {
    return 0.5 * (point.angle[from(tie)] + point.angle[to(tie)]);
  }
}
