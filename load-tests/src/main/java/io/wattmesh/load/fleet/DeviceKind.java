package io.wattmesh.load.fleet;

/**
 * What a device is, with the range of its size and how many of a hundred devices are such.
 *
 * <table>
 *   <caption>Devices</caption>
 *   <tr><td>home</td><td>withdraws; a part whatever the price, the rest by price</td></tr>
 *   <tr><td>solar</td><td>injects what the interval's sun gives, at any price that is not negative
 *     </td></tr>
 *   <tr><td>battery</td><td>withdraws when power is cheap, injects when it is dear</td></tr>
 *   <tr><td>vehicle</td><td>withdraws, the less the dearer</td></tr>
 * </table>
 */
public enum DeviceKind {
  HOME(0, 45, 500, 4_000),
  SOLAR(1, 25, 3_000, 9_000),
  BATTERY(2, 10, 2_500, 7_000),
  VEHICLE(3, 20, 3_700, 11_000);

  private static final DeviceKind[] ALL = values();
  private static final int HUNDRED = 100;

  private final int code;
  private final int ofHundred;
  private final int leastWatts;
  private final int mostWatts;

  DeviceKind(int code, int ofHundred, int leastWatts, int mostWatts) {
    this.code = code;
    this.ofHundred = ofHundred;
    this.leastWatts = leastWatts;
    this.mostWatts = mostWatts;
  }

  static DeviceKind draw(DeviceDraws draws) {
    long drawn = draws.between(0, HUNDRED - 1);
    for (DeviceKind kind : ALL) {
      drawn -= kind.ofHundred;
      if (drawn < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("The kinds make up less than a hundred of a hundred.");
  }

  /** What an array keeps of a kind. */
  byte code() {
    return (byte) code;
  }

  static DeviceKind of(byte code) {
    return ALL[code];
  }

  int drawWatts(DeviceDraws draws) {
    return (int) draws.between(leastWatts, mostWatts);
  }

  /** Whether it can inject. */
  boolean injects() {
    return this == SOLAR || this == BATTERY;
  }

  /** Whether it can withdraw. */
  boolean withdraws() {
    return this != SOLAR;
  }
}
