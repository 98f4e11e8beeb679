package io.wattmesh.cluster.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The rules of the house as docs/architecture.md tells them. The root package is an argument, so
 * that each rule can be seen to fire on fixtures that break it.
 */
record ArchitectureRules(String root) {
  private String under(String name) {
    return root + "." + name + "..";
  }

  ArchRule pekkoOnlyInActorPackages() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("..actor..", under("cluster"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko..");
  }

  ArchRule powsyblOnlyInTheImporter() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(under("cluster.importer"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.powsybl..");
  }

  ArchRule theDatabasesDriverOnlyInCassandraPackages() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("..cassandra..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.datastax..");
  }

  ArchRule generatedProtobufOnlyInCodecs() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(under("proto.wire"), "..codec..", "..actor..", "..http..")
        .and(areNotPartOfACodec())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(under("proto.wire"), "com.google.protobuf..");
  }

  private static DescribedPredicate<JavaClass> areNotPartOfACodec() {
    return DescribedPredicate.describe(
        "are not part of a codec",
        type -> !type.getName().replaceFirst("\\$.*", "").endsWith("Codec"));
  }

  ArchRule ledgerSeesOnlyCertificatesOfGrid() {
    return noClasses()
        .that()
        .resideInAPackage(under("ledger"))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(under("grid"))
                .and(JavaClass.Predicates.resideOutsideOfPackage(under("grid.certificate"))));
  }

  ArchRule marketDoesNotSeeTheLedger() {
    return noClasses()
        .that()
        .resideInAPackage(under("market"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(under("ledger"));
  }

  ArchRule ledgerDoesNotSeeTheMarket() {
    return noClasses()
        .that()
        .resideInAPackage(under("ledger"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(under("market"), under("agents"));
  }

  ArchRule pureModulesSeeOnlyProto(String module) {
    return classes()
        .that()
        .resideInAPackage(under(module))
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideOutsideOfPackage(root + "..")
                .or(JavaClass.Predicates.resideInAnyPackage(under(module), under("proto"))));
  }

  ArchRule safetySeesOnlyBlocksCertificatesAndProto() {
    return classes()
        .that()
        .resideInAPackage(under("consensus.safety"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            under("consensus.safety"),
            under("consensus.block"),
            under("consensus.certificate"),
            under("proto"),
            "java..");
  }

  ArchRule packagesHaveNoCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  ArchRule agentSpiExposesOnlyValueRecords() {
    return classes()
        .that()
        .resideInAPackage(under("agents.spi"))
        .and()
        .arePublic()
        .should(
            new ExposeOnly(
                JavaClass.Predicates.resideInAnyPackage(
                    under("agents.spi"), under("proto.model"), "java..")));
  }

  ArchRule noFloatingPointInLedgerAndConsensus() {
    return classes()
        .that()
        .resideInAnyPackage(under("ledger"), under("consensus"))
        .should(new BeFreeOfFloatingPoint());
  }

  /** The one rounding from double happens where the certificate is made. */
  ArchRule noFloatingPointInCertificates() {
    return classes()
        .that()
        .resideInAPackage(under("grid.certificate"))
        .and()
        .doNotHaveSimpleName("CertificateMaker")
        .and()
        .doNotHaveSimpleName("ClearingSolution")
        .should(new BeFreeOfFloatingPoint());
  }

  ArchRule pureCodeTakesTimeAndRandomnessAsArguments() {
    return noClasses()
        .that(arePure())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executor.class)
        .orShould(new UseHiddenInput());
  }

  /**
   * What a contract's module may use: its context, value records, codecs and a few classes of the
   * JDK. None of them knows the time, draws lots, reckons in floating point, keeps an order that is
   * nobody's, or reaches out of the program.
   */
  ArchRule contractsSeeOnlyTheirContextAndPlainValues() {
    return classes()
        .that()
        .resideInAPackage(under("ledger.contract.module"))
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    under("ledger.contract"),
                    under("ledger.transaction"),
                    under("proto.contract"),
                    under("proto.model"),
                    under("proto.codec"),
                    "java.util.function..",
                    "java.lang.invoke..",
                    "java.lang.runtime..")
                .or(arePlain()));
  }

  private DescribedPredicate<JavaClass> arePlain() {
    Set<String> house =
        Set.of(
            root + ".ledger.state.LedgerState",
            root + ".ledger.state.Supply",
            root + ".ledger.state.Commitment",
            root + ".ledger.state.LossDeposit",
            root + ".ledger.state.LockedDifference",
            root + ".ledger.state.OriginCertificates",
            root + ".ledger.state.OriginCertificates$OriginSupply",
            root + ".ledger.genesis.MarketParameters",
            root + ".ledger.genesis.ContractFees",
            root + ".proto.crypto.SignedEnvelope",
            root + ".proto.crypto.MessageType");
    Set<Class<?>> jdk =
        Set.of(
            Object.class,
            Record.class,
            Enum.class,
            String.class,
            Boolean.class,
            Integer.class,
            Long.class,
            Override.class,
            MatchException.class,
            Iterator.class,
            List.class,
            Map.class,
            Objects.class,
            Optional.class);
    return DescribedPredicate.describe(
        "are plain values",
        type ->
            type.getBaseComponentType().isPrimitive()
                || house.contains(type.getName())
                || jdk.stream().anyMatch(type.getBaseComponentType()::isEquivalentTo));
  }

  /** All that lasts is in the state; a module that kept something would be a second truth. */
  ArchRule contractsKeepNothing() {
    return fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(under("ledger.contract.module"))
        .should()
        .beFinal();
  }

  private DescribedPredicate<JavaClass> arePure() {
    return JavaClass.Predicates.resideInAnyPackage(
            under("proto"),
            under("grid"),
            under("agents"),
            under("consensus"),
            under("market"),
            under("ledger"))
        .and(JavaClass.Predicates.resideOutsideOfPackages("..actor..", "..store.."))
        .as("are pure");
  }
}
