package io.wattmesh.cluster.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Reads a clock, draws unseeded randomness or goes parallel. */
final class UseHiddenInput extends ArchCondition<JavaClass> {
  private static final Set<String> HIDDEN =
      Set.of(
          "java.lang.System.currentTimeMillis()",
          "java.lang.System.nanoTime()",
          "java.lang.Math.random()",
          "java.util.Random.<init>()",
          "java.util.SplittableRandom.<init>()",
          "java.util.UUID.randomUUID()");
  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.OffsetDateTime",
          "java.time.ZonedDateTime");
  private static final Set<String> PARALLEL = Set.of("parallelStream", "parallel");

  UseHiddenInput() {
    super("use a clock, unseeded randomness or parallel streams");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      events.add(new SimpleConditionEvent(access, isHidden(access), access.getDescription()));
    }
  }

  private static boolean isHidden(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    return HIDDEN.contains(access.getTarget().getFullName())
        || (CLOCKS.contains(owner) && name.equals("now"))
        || (owner.equals("java.time.Clock") && name.startsWith("system"))
        || owner.equals("java.util.concurrent.ThreadLocalRandom")
        || (owner.startsWith("java.util") && PARALLEL.contains(name));
  }
}
