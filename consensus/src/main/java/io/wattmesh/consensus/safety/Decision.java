package io.wattmesh.consensus.safety;

import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Objects;

/** The answer of {@link SafetyRules}. */
public sealed interface Decision {
  /** No: nothing was signed and the row stands. */
  record Refused(RefusalReason reason, String detail) implements Decision {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }

  /**
   * Yes: the row must be durable before the signed envelope leaves the process. The row is the old
   * one if the envelope had been granted before.
   */
  record Granted(SafetyRow row, SignedEnvelope signed) implements Decision {
    public Granted {
      Objects.requireNonNull(row);
      Objects.requireNonNull(signed);
    }
  }
}
