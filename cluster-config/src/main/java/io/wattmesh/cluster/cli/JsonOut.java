package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON document; its fields in the order in which they were put. */
final class JsonOut {
  private static final int SCHEMA_VERSION = 1;

  private JsonOut() {}

  /** An object's fields: names and values in turn. */
  static Map<String, Object> object(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (int k = 0; k < namesAndValues.length; k += 2) {
      fields.put((String) namesAndValues[k], namesAndValues[k + 1]);
    }
    return fields;
  }

  /** A document with its schema's version first. */
  static void print(PrintWriter out, Map<String, Object> content) {
    Map<String, Object> document = object("schemaVersion", SCHEMA_VERSION);
    document.putAll(content);
    try {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("This cannot be written as JSON: " + e.getMessage(), e);
    }
  }
}
