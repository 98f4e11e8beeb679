package io.wattmesh.cassandra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** How one who claims a row is named in it. */
public final class Owner {
  private Owner() {}

  /** For people, who must find the process; the last part makes it unlike any other. */
  public static String unique() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown host";
    }
    return "%s, process %d, %s".formatted(host, ProcessHandle.current().pid(), UUID.randomUUID());
  }
}
