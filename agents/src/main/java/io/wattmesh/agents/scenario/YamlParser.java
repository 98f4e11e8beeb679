package io.wattmesh.agents.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Reads YAML into {@link YamlNode}s, since a data binder would forget the lines. */
final class YamlParser {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final String file;
  private final JsonParser parser;

  private YamlParser(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** The file's top-level entries. */
  static YamlNode.Entries parse(String file, String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ScenarioException(file + ":1", "the file must be a list of 'key: value' lines.");
      }
      return new YamlParser(file, parser).entries(file + ":1");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new ScenarioException(
          file + ":" + line, "not valid YAML: " + e.getOriginalMessage().strip(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read.", e);
    }
  }

  private String where() {
    return file + ":" + parser.currentTokenLocation().getLineNr();
  }

  /** A node whose place is that of the key or dash that introduces it. */
  private YamlNode node(String where) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> entries(where);
      case START_ARRAY -> items(where);
      case VALUE_NULL -> new YamlNode.Text(where, "");
      default -> new YamlNode.Text(where, parser.getText());
    };
  }

  private YamlNode.Entries entries(String where) throws IOException {
    var values = new LinkedHashMap<String, YamlNode>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyWhere = where();
      parser.nextToken();
      if (values.put(key, node(keyWhere)) != null) {
        throw new ScenarioException(keyWhere, "'" + key + "' stands here twice; remove one.");
      }
    }
    return new YamlNode.Entries(where, values);
  }

  private YamlNode.Items items(String where) throws IOException {
    var values = new ArrayList<YamlNode>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(node(where()));
    }
    return new YamlNode.Items(where, values);
  }
}
