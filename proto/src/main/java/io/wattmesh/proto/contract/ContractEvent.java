package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a contract tells of a call that it carried out.
 *
 * @param values by the event's kind, amounts in decimal
 */
public record ContractEvent(String contract, String name, List<String> values) {
  /** An event has at most so many values. */
  public static final int MAX_VALUES = 16;

  /** The longest name and the longest value, in characters. */
  public static final int MAX_TEXT = 256;

  private static final int BYTES_PER_CHARACTER = 3;

  public ContractEvent {
    requireShort(contract);
    requireShort(name);
    values = List.copyOf(values);
    values.forEach(ContractEvent::requireShort);
    if (values.size() > MAX_VALUES) {
      throw new IllegalArgumentException(
          "An event has at most %d values, %s has %d.".formatted(MAX_VALUES, name, values.size()));
    }
  }

  private static void requireShort(String text) {
    if (Objects.requireNonNull(text).length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "A text in an event has at most %d characters, this has %d."
              .formatted(MAX_TEXT, text.length()));
    }
  }

  void write(CanonicalWriter out) {
    out.text(contract).text(name).i32(values.size());
    values.forEach(out::text);
  }

  static ContractEvent read(CanonicalReader in) {
    String contract = in.text(MAX_TEXT * BYTES_PER_CHARACTER);
    String name = in.text(MAX_TEXT * BYTES_PER_CHARACTER);
    int count = in.count(MAX_VALUES, Integer.BYTES);
    var values = new ArrayList<String>(count);
    for (int k = 0; k < count; k++) {
      values.add(in.text(MAX_TEXT * BYTES_PER_CHARACTER));
    }
    return new ContractEvent(contract, name, values);
  }
}
