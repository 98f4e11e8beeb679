package io.wattmesh.cluster.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Every type in a public signature, type arguments included, is one of those allowed. */
final class ExposeOnly extends ArchCondition<JavaClass> {
  private final DescribedPredicate<? super JavaClass> allowed;

  ExposeOnly(DescribedPredicate<? super JavaClass> allowed) {
    super("expose only classes that " + allowed.getDescription());
    this.allowed = allowed;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaMember member : type.getMembers()) {
      if (member.getModifiers().contains(JavaModifier.PUBLIC)) {
        member.getAllInvolvedRawTypes().stream()
            .map(JavaClass::getBaseComponentType)
            .filter(involved -> !involved.isPrimitive() && !allowed.test(involved))
            .forEach(
                involved ->
                    events.add(
                        SimpleConditionEvent.violated(
                            member, member.getFullName() + " exposes " + involved.getName())));
      }
    }
  }
}
