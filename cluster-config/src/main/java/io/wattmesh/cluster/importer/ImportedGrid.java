package io.wattmesh.cluster.importer;

import io.wattmesh.grid.network.Network;
import java.util.List;

/**
 * A grid as the market takes it.
 *
 * @param network buses, branches and generators by number
 * @param names what the file calls them
 * @param notes what was simplified or left out, a sentence each
 */
public record ImportedGrid(Network network, GridNames names, List<String> notes) {
  public ImportedGrid {
    notes = List.copyOf(notes);
  }
}
