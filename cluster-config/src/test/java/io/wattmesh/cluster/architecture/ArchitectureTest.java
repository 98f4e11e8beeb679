package io.wattmesh.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cluster.run.ScenarioRun;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.proto.crypto.SignedEnvelope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds all modules' main classes against the rules; {@link RulesFireTest} shows that they bite.
 */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.wattmesh");
  private static final ArchitectureRules RULES = new ArchitectureRules("io.wattmesh");

  @ParameterizedTest
  @ValueSource(
      classes = {
        SignedEnvelope.class,
        ClearingCertificate.class,
        MarketAgent.class,
        SafetyRow.class,
        AggregatorActor.class,
        LedgerAudit.class,
        CassandraSettings.class,
        ScenarioRun.class
      })
  void everyModuleIsLookedAt(Class<?> one) {
    assertThat(HOUSE.contain(one)).isTrue();
  }

  @Test
  void pekkoAppearsOnlyInActorPackagesAndTheCompositionRoot() {
    RULES.pekkoOnlyInActorPackages().check(HOUSE);
  }

  @Test
  void powsyblAppearsOnlyInTheImporter() {
    RULES.powsyblOnlyInTheImporter().check(HOUSE);
  }

  @Test
  void theDatabasesDriverAppearsOnlyInCassandraPackages() {
    RULES.theDatabasesDriverOnlyInCassandraPackages().check(HOUSE);
  }

  @Test
  void generatedProtobufAppearsOnlyInCodecsActorsAndHttp() {
    RULES.generatedProtobufOnlyInCodecs().check(HOUSE);
  }

  @Test
  void ofTheGridTheLedgerSeesOnlyCertificates() {
    RULES.ledgerSeesOnlyCertificatesOfGrid().check(HOUSE);
  }

  @Test
  void theMarketDoesNotSeeTheLedger() {
    RULES.marketDoesNotSeeTheLedger().check(HOUSE);
  }

  @Test
  void theLedgerDoesNotSeeTheMarket() {
    RULES.ledgerDoesNotSeeTheMarket().check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proto", "grid", "agents", "consensus"})
  void pureModulesSeeOnlyThemselvesAndProto(String module) {
    RULES.pureModulesSeeOnlyProto(module).check(HOUSE);
  }

  @Test
  void consensusSafetySeesOnlyBlocksCertificatesAndProto() {
    RULES.safetySeesOnlyBlocksCertificatesAndProto().check(HOUSE);
  }

  @Test
  void packagesHaveNoCycles() {
    RULES.packagesHaveNoCycles().check(HOUSE);
  }

  @Test
  void theAgentSpiExposesOnlyValueRecordsAndTheJdk() {
    RULES.agentSpiExposesOnlyValueRecords().check(HOUSE);
  }

  @Test
  void floatingPointNeverEntersLedgerOrConsensus() {
    RULES.noFloatingPointInLedgerAndConsensus().check(HOUSE);
  }

  @Test
  void certificatesAreIntegersButForTheOneRounding() {
    RULES.noFloatingPointInCertificates().check(HOUSE);
  }

  @Test
  @Tag("seed-24")
  void contractsSeeOnlyTheirContextAndPlainValues() {
    RULES.contractsSeeOnlyTheirContextAndPlainValues().check(HOUSE);
  }

  @Test
  @Tag("seed-24")
  void contractsKeepNothing() {
    RULES.contractsKeepNothing().check(HOUSE);
  }

  @Test
  void pureCodeTakesTimeAndRandomnessAsArguments() {
    RULES.pureCodeTakesTimeAndRandomnessAsArguments().check(HOUSE);
  }
}
