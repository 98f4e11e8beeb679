package io.wattmesh.proto.client;

/**
 * How a client waits.
 *
 * @param patienceMillis how long a validator has before the next one gets the transaction too
 * @param busyMillis the first wait after all validators were busy; each further one is twice as
 *     long, up to the patience
 */
public record ClientOptions(long patienceMillis, long busyMillis) {
  public ClientOptions {
    if (patienceMillis < 1 || busyMillis < 1 || busyMillis > patienceMillis) {
      throw new IllegalArgumentException(
          "A client waits %d ms for a reply and %d ms for room: both at least 1, the second no longer."
              .formatted(patienceMillis, busyMillis));
    }
  }

  public static ClientOptions standard() {
    return new ClientOptions(3_000, 50);
  }
}
