package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wattmesh.cluster.settings.NodeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code wattmesh cluster}: who is a member, and who shall be. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description =
        "Shows and changes the members of a cluster, through one node's management address.")
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Mixin private TlsOptions tls;

  @Option(
      names = "--management",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      description = "The management address of some node (default: as the settings say).")
  private String management;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "The answer as JSON.")
  private boolean json;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say status, join, leave or down.");
  }

  private ManagementClient client() {
    if (management != null && tls.isGiven()) {
      return new ManagementClient(management, tls.context());
    }
    NodeSettings.Management own = NodeSettings.management(config.settings(Map.of()));
    return new ManagementClient(
        management == null ? own.host() + ":" + own.port() : management,
        tls.isGiven() ? tls.context() : own.tls().map(TlsOptions::context));
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Members with roles and status, who is unreachable, and what each carries.")
  int status() throws IOException, InterruptedException {
    ManagementClient client = client();
    JsonNode members = client.get("/cluster/members");
    JsonNode shards = client.get("/wattmesh/shards");
    var table = new MembersTable(members, shards);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, table.toJson());
    } else {
      table.print(out);
    }
    out.flush();
    return ExitCodes.OK;
  }

  @Command(
      name = "join",
      mixinStandardHelpOptions = true,
      description = "Makes the asked node join the cluster of another.")
  int join(@Parameters(paramLabel = "HOST:PORT", description = "A member.") String node)
      throws IOException, InterruptedException {
    return tell(client().join(node));
  }

  @Command(
      name = "leave",
      mixinStandardHelpOptions = true,
      description = "Lets a member hand over what it carries and leave.")
  int leave(@Parameters(paramLabel = "HOST:PORT", description = "The member.") String node)
      throws IOException, InterruptedException {
    return tell(client().change(node, "Leave"));
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description =
          "Takes a member that is gone for good out of the cluster. If it is not gone, it lives on"
              + " for a moment while its roles run elsewhere.")
  int down(@Parameters(paramLabel = "HOST:PORT", description = "The member.") String node)
      throws IOException, InterruptedException {
    return tell(client().change(node, "Down"));
  }

  private int tell(String message) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, JsonOut.object("message", message));
    } else {
      out.println(message);
    }
    out.flush();
    return ExitCodes.OK;
  }
}
