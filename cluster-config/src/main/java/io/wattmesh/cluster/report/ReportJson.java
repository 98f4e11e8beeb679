package io.wattmesh.cluster.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.wattmesh.grid.clearing.ResidualTrace;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/**
 * The run's figures as JSON that can stand inside a script element.
 *
 * <p>NaN and infinite values become {@code null}. Figures of buses and branches are rounded to six
 * decimals (one watt, one millionth of a $/MWh), the precision of the ledger, and residuals to six
 * significant digits, a single region's to three: whole arrays of them make most of the page. The
 * seed is a string, because a script's numbers hold only 53 bits of it. Every {@code <} is written
 * as an escape, so no string can end the element.
 */
final class ReportJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final MathContext SIX_DIGITS = new MathContext(6);
  private static final MathContext THREE_DIGITS = new MathContext(3);
  private static final double LARGEST_ROUNDED = 1e9;

  private ReportJson() {}

  static String write(RunData data) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("title", data.title());
      json.writeStringField("scenario", data.scenario());
      json.writeStringField("seed", Long.toString(data.seed()));
      json.writeStringField("chainId", data.chainId());
      json.writeBooleanField("demoKeys", data.demoKeys());
      writeFacts(json, data.facts());
      writeBuses(json, data);
      writeBranches(json, data);
      json.writeArrayFieldStart("intervals");
      for (IntervalData interval : data.intervals()) {
        writeInterval(json, interval);
      }
      json.writeEndArray();
      writeDevices(json, DeviceEnergy.of(data));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the report's data.", e);
    }
    return text.toString().replace("<", "\\u003c");
  }

  private static void writeFacts(JsonGenerator json, Map<String, String> facts) throws IOException {
    json.writeObjectFieldStart("facts");
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    json.writeEndObject();
  }

  private static void writeBuses(JsonGenerator json, RunData data) throws IOException {
    json.writeObjectFieldStart("buses");
    writeInts(json, "number", data.busNumbers());
    writeInts(json, "region", data.busRegions());
    if (data.busNumbers().length > 0 && data.busNumbers().length <= GridLayout.MOST_BUSES) {
      GridLayout layout = GridLayout.of(data);
      writeRounded(json, "x", layout.x());
      writeRounded(json, "y", layout.y());
      json.writeNumberField("width", GridLayout.WIDTH);
      json.writeNumberField("height", layout.height());
    }
    json.writeEndObject();
  }

  private static void writeBranches(JsonGenerator json, RunData data) throws IOException {
    json.writeObjectFieldStart("branches");
    writeInts(json, "row", data.branchRows());
    writeInts(json, "from", data.branchFrom());
    writeInts(json, "to", data.branchTo());
    writeRounded(json, "limitMw", data.branchLimitMw());
    json.writeEndObject();
  }

  private static void writeInterval(JsonGenerator json, IntervalData interval) throws IOException {
    json.writeStartObject();
    json.writeNumberField("interval", interval.interval());
    json.writeStringField("startUtc", interval.startUtc());
    json.writeBooleanField("voided", interval.voided());
    writeExact(json, "clearedMwh", interval.clearedMwh());
    writeExact(json, "lowestLmpUsdPerMwh", interval.lowestLmpUsdPerMwh());
    writeExact(json, "highestLmpUsdPerMwh", interval.highestLmpUsdPerMwh());
    json.writeNumberField("bindingLines", interval.bindingLines());
    writeExact(json, "congestionRentUsd", interval.congestionRentUsd());
    writeExact(json, "welfareUsd", interval.welfareUsd());
    json.writeNumberField("rounds", interval.rounds());
    writeExact(json, "gapBoundUsdPerHour", interval.gapBoundUsdPerHour());
    json.writeNumberField("blockHeight", interval.blockHeight());
    writeExact(json, "finalitySeconds", interval.finalitySeconds());
    writeRounded(json, "lmpUsdPerMwh", interval.lmpUsdPerMwh());
    writeRounded(json, "injectionMw", interval.injectionMw());
    writeRounded(json, "flowMw", interval.flowMw());
    writeRounded(json, "lineDualUsdPerMwh", interval.lineDualUsdPerMwh());
    writeTrace(json, interval.trace(), SIX_DIGITS);
    json.writeArrayFieldStart("regions");
    for (Map.Entry<Integer, ResidualTrace> region : interval.regionTraces().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("region", region.getKey());
      writeTrace(json, region.getValue(), THREE_DIGITS);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("byType");
    for (Map.Entry<String, EnergyByType> type : interval.byType().entrySet()) {
      json.writeObjectFieldStart(type.getKey());
      writeExact(json, "injectedMwh", type.getValue().injectedMwh());
      writeExact(json, "withdrawnMwh", type.getValue().withdrawnMwh());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTrace(JsonGenerator json, ResidualTrace trace, MathContext digits)
      throws IOException {
    writeSignificant(json, "roundResiduals", trace.roundResiduals(), digits);
    writeSignificant(json, "meanGaps", trace.meanGaps(), digits);
  }

  private static void writeDevices(JsonGenerator json, DeviceEnergy devices) throws IOException {
    if (!devices.worthShowing()) {
      return;
    }
    json.writeObjectFieldStart("devices");
    writeTexts(json, "types", devices.types());
    writeTexts(json, "leftOut", devices.leftOut());
    writeExact(json, "injectedMwh", devices.injectedMwh());
    writeExact(json, "withdrawnMwh", devices.withdrawnMwh());
    writeExact(json, "allInjectedMwh", devices.allInjectedMwh());
    writeExact(json, "allWithdrawnMwh", devices.allWithdrawnMwh());
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void writeInts(JsonGenerator json, String name, int[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }

  private static void writeExact(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    writeNumber(json, value);
  }

  private static void writeRounded(JsonGenerator json, String name, double[] values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      writeNumber(json, Math.abs(value) < LARGEST_ROUNDED ? Math.rint(value * 1e6) / 1e6 : value);
    }
    json.writeEndArray();
  }

  private static void writeSignificant(
      JsonGenerator json, String name, double[] values, MathContext digits) throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      boolean finite = Double.isFinite(value);
      writeNumber(json, finite ? new BigDecimal(value).round(digits).doubleValue() : value);
    }
    json.writeEndArray();
  }

  private static void writeNumber(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_ROUNDED) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
