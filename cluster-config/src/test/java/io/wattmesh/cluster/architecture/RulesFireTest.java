package io.wattmesh.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.wattmesh.archfixture.agents.device.SeesTheGrid;
import io.wattmesh.archfixture.agents.spi.ExposesADevice;
import io.wattmesh.archfixture.consensus.replica.CountsInDoubles;
import io.wattmesh.archfixture.consensus.safety.SeesTheReplica;
import io.wattmesh.archfixture.cycle.one.KnowsTwo;
import io.wattmesh.archfixture.grid.certificate.RoundsByItself;
import io.wattmesh.archfixture.ledger.CallsFloatingPoint;
import io.wattmesh.archfixture.ledger.SeesTheMarket;
import io.wattmesh.archfixture.ledger.SeesTheNetwork;
import io.wattmesh.archfixture.ledger.contract.module.SeesTheWorld;
import io.wattmesh.archfixture.market.HiddenInputs;
import io.wattmesh.archfixture.market.SeesTheLedger;
import io.wattmesh.archfixture.market.SpeaksPekko;
import io.wattmesh.archfixture.market.SpeaksPowsybl;
import io.wattmesh.archfixture.market.SpeaksProtobuf;
import io.wattmesh.archfixture.market.SpeaksToCassandra;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the architecture on a class that breaks it. */
class RulesFireTest {
  private static final String ROOT = "io.wattmesh.archfixture";
  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);
  private static final ArchitectureRules RULES = new ArchitectureRules(ROOT);

  private static void assertFires(ArchRule rule, Class<?> culprit) {
    assertThatThrownBy(() -> rule.check(FIXTURES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(culprit.getName());
  }

  @Test
  void onPekkoOutsideOfActors() {
    assertFires(RULES.pekkoOnlyInActorPackages(), SpeaksPekko.class);
  }

  @Test
  void onPowsyblOutsideOfTheImporter() {
    assertFires(RULES.powsyblOnlyInTheImporter(), SpeaksPowsybl.class);
  }

  @Test
  void onTheDatabasesDriverOutsideOfCassandraPackages() {
    assertFires(RULES.theDatabasesDriverOnlyInCassandraPackages(), SpeaksToCassandra.class);
  }

  @Test
  void onProtobufOutsideOfCodecs() {
    assertFires(RULES.generatedProtobufOnlyInCodecs(), SpeaksProtobuf.class);
  }

  @Test
  void onALedgerThatSeesTheNetwork() {
    assertFires(RULES.ledgerSeesOnlyCertificatesOfGrid(), SeesTheNetwork.class);
  }

  @Test
  void onAMarketThatSeesTheLedger() {
    assertFires(RULES.marketDoesNotSeeTheLedger(), SeesTheLedger.class);
  }

  @Test
  void onALedgerThatSeesTheMarket() {
    assertFires(RULES.ledgerDoesNotSeeTheMarket(), SeesTheMarket.class);
  }

  @Test
  void onAPureModuleThatSeesAnother() {
    assertFires(RULES.pureModulesSeeOnlyProto("agents"), SeesTheGrid.class);
  }

  @Test
  void onSafetyThatSeesMoreThanItsOwn() {
    assertFires(RULES.safetySeesOnlyBlocksCertificatesAndProto(), SeesTheReplica.class);
  }

  @Test
  void onPackagesInACycle() {
    assertFires(RULES.packagesHaveNoCycles(), KnowsTwo.class);
  }

  @Test
  void onAnSpiThatExposesADevice() {
    assertFires(RULES.agentSpiExposesOnlyValueRecords(), ExposesADevice.class);
  }

  @Test
  void onDoublesInSignatures() {
    assertFires(RULES.noFloatingPointInLedgerAndConsensus(), CountsInDoubles.class);
  }

  @Test
  void onCallsThatGiveDoubles() {
    assertFires(RULES.noFloatingPointInLedgerAndConsensus(), CallsFloatingPoint.class);
  }

  @Test
  void onRoundingInCertificates() {
    assertFires(RULES.noFloatingPointInCertificates(), RoundsByItself.class);
  }

  @ParameterizedTest
  @Tag("seed-24")
  @ValueSource(
      strings = {
        "System.currentTimeMillis()",
        "Random.nextLong()",
        "URI.create(",
        "Files.readAllBytes(",
        "HashMap.<init>()",
        "Math.sqrt(",
        "Thread.ofVirtual()"
      })
  void onAContractThatSeesMoreThanItsContext(String call) {
    assertThatThrownBy(() -> RULES.contractsSeeOnlyTheirContextAndPlainValues().check(FIXTURES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(SeesTheWorld.class.getName())
        .hasMessageContaining(call);
  }

  @Test
  @Tag("seed-24")
  void onAContractThatKeepsSomething() {
    assertFires(RULES.contractsKeepNothing(), SeesTheWorld.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.currentTimeMillis()",
        "System.nanoTime()",
        "Instant.now()",
        "LocalDateTime.now()",
        "Random.<init>()",
        "SplittableRandom.<init>()",
        "Math.random()",
        "List.parallelStream()",
        "UUID.randomUUID()",
        "Thread.yield()",
        "Executor"
      })
  void onHiddenInput(String call) {
    assertThatThrownBy(() -> RULES.pureCodeTakesTimeAndRandomnessAsArguments().check(FIXTURES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(HiddenInputs.class.getName())
        .hasMessageContaining(call);
  }
}
