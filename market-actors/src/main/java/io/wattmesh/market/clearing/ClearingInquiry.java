package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.Statements.Slot;
import io.wattmesh.market.clearing.Statements.Statement;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out why an interval has no clearing. A region's messages are a function of its buses' bids
 * and of the messages that it was sent, and all of them are signed. So whoever knows the committed
 * bids can go over each region's part by itself and compare: the first message that is not what it
 * should be convicts its signer, and a region that was lied to and went on honestly is cleared by
 * the very messages that misled it.
 *
 * <p>What only was not heard is laid to a pair, sender and addressee, unless nobody heard the
 * sender; and only if nothing worse is found.
 */
public final class ClearingInquiry {
  private final ClearingCase matter;
  private final Map<Integer, Testimony> testimonies = new HashMap<>();
  private final Statements statements;
  private final Map<Integer, RegionReplay> replays = new TreeMap<>();
  private final LinkedHashSet<Suspicion> found = new LinkedHashSet<>();

  private ClearingInquiry(ClearingCase matter, List<Testimony> given) {
    this.matter = matter;
    given.forEach(testimony -> testimonies.putIfAbsent(testimony.region(), testimony));
    this.statements = new Statements(matter, given);
    for (RegionNetwork region : matter.regions()) {
      replays.put(region.region(), new RegionReplay(matter, region, statements, false));
    }
  }

  /**
   * Says who is to be suspected, and of what; nobody, if all was honest and there are no prices.
   *
   * @param testimonies one of each region that gave one
   * @param clearings the clearings of this interval that were handed in
   */
  public static List<Suspicion> inquire(
      ClearingCase matter, List<Testimony> testimonies, List<SignedEnvelope> clearings) {
    return new ClearingInquiry(matter, testimonies).inquire(clearings);
  }

  private List<Suspicion> inquire(List<SignedEnvelope> clearings) {
    found.addAll(statements.contradictions());
    matter.regions().forEach(this::compareSteps);
    matter.regions().forEach(this::compareResponses);
    found.addAll(
        new ClearingsHandedIn(matter, rootResult(), responsesAtRoot()).suspicions(clearings));
    if (found.stream().noneMatch(suspicion -> suspicion.kind().isProven())) {
      found.addAll(new MissedMessages(matter, testimonies, statements).suspicions());
    }
    return List.copyOf(found);
  }

  private ParticipantId name(int region) {
    return matter.regionSigners().get(region).id();
  }

  private void suspect(int region, Kind kind, String evidence) {
    found.add(new Suspicion(List.of(name(region)), kind, evidence));
  }

  private void compareSteps(RegionNetwork region) {
    RegionReplay replay = replays.get(region.region());
    for (Map.Entry<Slot, Statement> said : statements.all().entrySet()) {
      Slot slot = said.getKey();
      if (slot.from() == region.region()
          && said.getValue().content() instanceof Content.Step step) {
        Optional<Kind> fault = fault(slot, said.getValue(), replay);
        if (fault.isPresent()) {
          String what = step.message().getClass().getSimpleName();
          suspect(region.region(), fault.get(), explain(fault.get(), slot, what));
          return;
        }
      }
    }
  }

  private Optional<Kind> fault(Slot slot, Statement said, RegionReplay replay) {
    RegionMessage due = replay.sent().get(slot);
    if (due != null) {
      return Arrays.equals(said.payload(), payload(slot, new Content.Step(due)))
          ? Optional.empty()
          : Optional.of(Kind.DEVIATION);
    }
    if (replay.isPast(slot.step())) {
      return Optional.of(Kind.DEVIATION);
    }
    Testimony testimony = testimonies.get(slot.from());
    // Without a complete testimony the causes may only have been dropped.
    return testimony != null && testimony.complete()
        ? Optional.of(Kind.UNFOUNDED)
        : Optional.empty();
  }

  private byte[] payload(Slot slot, Content content) {
    return new RegionEnvelope(
            matter.interval(), matter.booksRoot(), slot.from(), slot.to(), content)
        .toBytes();
  }

  private static String explain(Kind kind, Slot slot, String what) {
    String reason =
        kind == Kind.UNFOUNDED
            ? "rests on messages that it does not show"
            : "is not what the bids of its buses and the messages it was sent give";
    return "its %s to region %d %s %s".formatted(what, slot.to(), Statements.place(slot), reason);
  }

  private void compareResponses(RegionNetwork region) {
    int number = region.region();
    var slot = new Slot(number, matter.root(), MessageLog.AFTERWARDS);
    Statement said = statements.all().get(slot);
    if (said == null || !(said.content() instanceof Content.Responses responses)) {
      return;
    }
    Optional<ResultPart> result = replays.get(number).result();
    if (result.isEmpty()) {
      if (replays.get(number).isPast(slot.step())) {
        suspect(number, Kind.DEVIATION, "it told of prices where it could find none");
      }
      return;
    }
    Content.Responses due = honestResponses(region, result.get());
    if (!Arrays.equals(due.buses(), responses.buses())
        || due.rounds() != responses.rounds()
        || !due.part().equals(responses.part())) {
      suspect(
          number,
          Kind.DEVIATION,
          "the part of the result, the buses or the rounds that it told the root are not those that"
              + " the messages it was sent give");
      return;
    }
    compareWindows(region, due, responses);
  }

  private void compareWindows(RegionNetwork region, Content.Responses due, Content.Responses told) {
    for (int k = 0; k < due.buses().length; k++) {
      if (due.lowWatts()[k] != told.lowWatts()[k] || due.highWatts()[k] != told.highWatts()[k]) {
        int bus = due.buses()[k];
        var named = new ArrayList<ParticipantId>();
        named.add(name(region.region()));
        if (matter.aggregators().containsKey(bus)) {
          named.add(matter.aggregators().get(bus).id());
        }
        found.add(
            new Suspicion(
                named,
                Kind.RESPONSES,
                "bus %d was said to give %d to %d W at its price, its committed bids give %d to %d"
                    .formatted(
                        bus,
                        told.lowWatts()[k],
                        told.highWatts()[k],
                        due.lowWatts()[k],
                        due.highWatts()[k])));
        return;
      }
    }
  }

  private Content.Responses honestResponses(RegionNetwork region, ResultPart result) {
    int[] buses = region.buses().stream().mapToInt(Integer::intValue).toArray();
    long[] low = new long[buses.length];
    long[] high = new long[buses.length];
    for (int k = 0; k < buses.length; k++) {
      BusBids bids = matter.bidsOf(buses[k]);
      long price = BusQuestions.pricePicosPerMwh(result, buses[k]);
      low[k] = bids.lowWatts(price);
      high[k] = bids.highWatts(price);
    }
    int rounds = replays.get(region.region()).rounds();
    return new Content.Responses(
        buses,
        low,
        high,
        0,
        0,
        rounds,
        PartDigest.of(matter.network(), buses, result),
        ResidualTrace.NONE);
  }

  private Optional<ResultPart> rootResult() {
    return replays.get(matter.root()).result();
  }

  /** What the root had to make the clearing with: each region's responses, its own as they are. */
  private Map<Integer, Content.Responses> responsesAtRoot() {
    var responses = new TreeMap<Integer, Content.Responses>();
    int root = matter.root();
    rootResult()
        .ifPresent(
            result -> responses.put(root, honestResponses(matter.regions().get(root), result)));
    statements
        .all()
        .forEach(
            (slot, said) -> {
              if (slot.to() == root && said.content() instanceof Content.Responses told) {
                responses.put(slot.from(), told);
              }
            });
    return responses;
  }
}
