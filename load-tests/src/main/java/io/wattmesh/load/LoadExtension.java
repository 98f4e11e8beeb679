package io.wattmesh.load;

import io.wattmesh.cluster.cli.CommandExtension;

/** Lets the {@code wattmesh} command have {@code load} where this jar is on its class path. */
public final class LoadExtension implements CommandExtension {
  @Override
  public Object command() {
    return new LoadCommand();
  }
}
