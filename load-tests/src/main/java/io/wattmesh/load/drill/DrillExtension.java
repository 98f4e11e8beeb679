package io.wattmesh.load.drill;

import io.wattmesh.cluster.cli.CommandExtension;

/** Lets the {@code wattmesh} command have {@code drill} where this jar is on its class path. */
public final class DrillExtension implements CommandExtension {
  @Override
  public Object command() {
    return new DrillCommand();
  }
}
