package io.wattmesh.load.measure;

/** What is timed. Each begins at the moment at which it was meant to begin, unless it says so. */
public enum Latency {
  ACKNOWLEDGED("acknowledged", "bid meant to be sent, to its signed acknowledgement"),
  SERVICE("service", "bid actually sent, to its signed acknowledgement: the market's part alone"),
  CLEARED("cleared", "bid meant to be sent, to the clearing that it is in being handed in"),
  FINALITY("finality", "bid meant to be sent, to the commit of the clearing that it is in"),
  GATE_TO_CLEARED("gateToCleared", "gate closure, to the clearing being handed in; one a bid"),
  GATE_TO_FINALITY("gateToFinality", "gate closure, to the commit of the clearing; one a bid"),
  SETTLEMENT("settlement", "end of delivery, when a meter is read, to the commit of its payment"),
  SCHEDULE_LAG("scheduleLag", "bid meant to be sent, to the generator's beginning with it");

  private final String key;
  private final String description;

  Latency(String key, String description) {
    this.key = key;
    this.description = description;
  }

  /** As results, logs and objectives name it. */
  public String key() {
    return key;
  }

  public String description() {
    return description;
  }
}
