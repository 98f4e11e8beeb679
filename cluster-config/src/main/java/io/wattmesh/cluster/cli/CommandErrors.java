package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.audit.AuditFailedException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;

/** Failures as people should see them: one line, and the stack trace only if asked for. */
final class CommandErrors {
  private CommandErrors() {}

  static void print(PrintWriter err, Exception exception, boolean verbose) {
    err.println("wattmesh: " + message(exception));
    if (verbose) {
      exception.printStackTrace(err);
    }
    err.flush();
  }

  private static String message(Exception exception) {
    if (exception instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file.";
    }
    String message = exception.getMessage();
    return message == null ? exception.getClass().getSimpleName() : message;
  }

  static int exitCode(Exception exception) {
    return switch (exception) {
      case AuditFailedException failed -> ExitCodes.VERIFICATION_FAILED;
      case ManagementClient.UnreachableException unreachable -> ExitCodes.UNREACHABLE;
      case UsageErrorException usage -> ExitCodes.USAGE;
      default -> ExitCodes.FAILURE;
    };
  }
}
