package io.wattmesh.cluster.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The chart as Helm itself renders it, read as Kubernetes' own types. */
final class Chart {
  static final Path DEPLOY = Path.of("deploy");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Chart() {}

  static Helm helm() {
    return new Helm(DEPLOY.resolve("helm/wattmesh"));
  }

  /** The manifests' text. */
  static String render(Map<String, String> values) {
    TemplateCommand command = helm().template().withName("wattmesh").withNamespace("energy");
    values.forEach(command::set);
    return command.call();
  }

  /** All documents of a text. */
  static List<JsonNode> documents(String yaml) {
    var documents = new ArrayList<JsonNode>();
    try (var parser = YAML.getFactory().createParser(yaml)) {
      YAML.readValues(parser, JsonNode.class).forEachRemaining(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    documents.removeIf(JsonNode::isNull);
    return documents;
  }

  /**
   * A document as Kubernetes' own type. Fields that the type does not have are kept aside by it,
   * see {@link UnknownFields}.
   */
  static HasMetadata typed(JsonNode document) {
    return new KubernetesSerialization().unmarshal(document.toString());
  }

  /** One object of a kind whose name ends so. */
  static <T extends HasMetadata> T one(String yaml, Class<T> kind, String nameEnd) {
    return documents(yaml).stream()
        .map(Chart::typed)
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(object -> object.getMetadata().getName().endsWith(nameEnd))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " " + nameEnd + " is missing"));
  }
}
