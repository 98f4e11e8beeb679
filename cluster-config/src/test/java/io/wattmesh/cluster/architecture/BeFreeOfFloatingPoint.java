package io.wattmesh.cluster.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Neither declares a double or float anywhere in a signature nor calls what takes or gives one. */
final class BeFreeOfFloatingPoint extends ArchCondition<JavaClass> {
  private static final Set<String> FLOATING =
      Set.of("double", "float", "java.lang.Double", "java.lang.Float");

  BeFreeOfFloatingPoint() {
    super("be free of floating point");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaMember member : type.getMembers()) {
      if (member.getAllInvolvedRawTypes().stream().anyMatch(BeFreeOfFloatingPoint::isFloating)) {
        events.add(
            SimpleConditionEvent.violated(member, member.getFullName() + " has floating point"));
      }
    }
    for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
      var target = call.getTarget();
      if (isFloating(target.getRawReturnType())
          || target.getRawParameterTypes().stream().anyMatch(BeFreeOfFloatingPoint::isFloating)) {
        events.add(SimpleConditionEvent.violated(call, describe(call)));
      }
    }
  }

  private static boolean isFloating(JavaClass type) {
    return FLOATING.contains(type.getBaseComponentType().getName());
  }

  private static String describe(JavaAccess<?> call) {
    return call.getDescription() + " takes or gives floating point";
  }
}
