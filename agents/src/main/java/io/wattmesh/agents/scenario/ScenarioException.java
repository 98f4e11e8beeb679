package io.wattmesh.agents.scenario;

/** A scenario that can't be used: says the file and line, the value, the rule and the remedy. */
public final class ScenarioException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ScenarioException(String where, String problem) {
    super(where + ": " + problem);
  }

  public ScenarioException(String where, String problem, Throwable cause) {
    super(where + ": " + problem, cause);
  }
}
