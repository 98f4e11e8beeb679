package io.wattmesh.cluster.cli;

/**
 * Adds a command to {@code wattmesh} from a jar that this one does not know: found by {@link
 * java.util.ServiceLoader}, so its class is listed in the jar's {@code META-INF/services}.
 */
public interface CommandExtension {
  /** A new object of a class with picocli's {@code @Command}, whose name is nobody's yet. */
  Object command();
}
