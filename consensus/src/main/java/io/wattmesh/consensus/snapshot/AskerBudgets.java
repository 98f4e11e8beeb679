package io.wattmesh.consensus.snapshot;

import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps those who are far behind from slowing the others down: each asker has so many bytes a
 * second, and so many answers under way at once. Who asks for more gets no answer and asks again
 * later. What an answer takes is known only when it is read, so it is charged then, and may make a
 * debt that has to pass before the next one.
 */
public final class AskerBudgets {
  private static final int MAX_UNDER_WAY = 8;

  private final long bytesPerSecond;
  private final Map<ParticipantId, Account> accounts = new HashMap<>();

  private static final class Account {
    private long balanceMilliBytes;
    private long asOfMillis;
    private int underWay;
  }

  public AskerBudgets(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether an asker may have another answer now. */
  public boolean admits(ParticipantId asker, long nowMillis) {
    Account account = upToDate(asker, nowMillis);
    return account.balanceMilliBytes > 0 && account.underWay < MAX_UNDER_WAY;
  }

  /** An answer is being read; it ends with {@link #charge}. */
  public void begin(ParticipantId asker, long nowMillis) {
    upToDate(asker, nowMillis).underWay++;
  }

  /** The answer that was begun has been read. */
  public void end(ParticipantId asker, long bytes, long nowMillis) {
    Account account = upToDate(asker, nowMillis);
    account.underWay = Math.max(0, account.underWay - 1);
    charge(asker, bytes, nowMillis);
  }

  /** An answer was given. */
  public void charge(ParticipantId asker, long bytes, long nowMillis) {
    upToDate(asker, nowMillis).balanceMilliBytes -= Math.multiplyExact(bytes, 1_000);
  }

  private Account upToDate(ParticipantId asker, long nowMillis) {
    Account account =
        accounts.computeIfAbsent(
            asker,
            any -> {
              var fresh = new Account();
              fresh.balanceMilliBytes = bytesPerSecond * 1_000;
              fresh.asOfMillis = nowMillis;
              return fresh;
            });
    // A second is the most that is saved up, so a longer pause need not be reckoned.
    long elapsed = Math.min(3_600_000, Math.max(0, nowMillis - account.asOfMillis));
    account.balanceMilliBytes =
        Math.min(bytesPerSecond * 1_000, account.balanceMilliBytes + elapsed * bytesPerSecond);
    account.asOfMillis = nowMillis;
    return account;
  }
}
