package io.wattmesh.load.plan;

import io.wattmesh.load.measure.CpuStage;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A stage of an interval's work, and what its processor time grows with. Validators' stages are
 * done by each of them, so the units are of all validators together.
 */
enum Stage {
  SIGNING(
      "signing",
      "bids",
      Scale::bids,
      Role.DEVICES,
      CpuStage.SIGNING,
      CpuStage.MEASURING,
      CpuStage.OTHER_PARTICIPANTS),
  INTAKE("intake", "bids", Scale::bids, Role.AGGREGATORS, CpuStage.INTAKE),
  CHECKS(
      "checks",
      "validators x (bids + devices)",
      scale -> scale.validators() * scale.signatures(),
      Role.VALIDATORS,
      CpuStage.CHECKS),
  EXECUTION(
      "execution",
      "validators x bids",
      scale -> scale.validators() * scale.bids(),
      Role.VALIDATORS,
      CpuStage.EXECUTION),
  READINGS("readings", "devices", Scale::devices, Role.METERS, CpuStage.READINGS),
  SETTLEMENT(
      "settlement",
      "validators x devices",
      scale -> scale.validators() * scale.devices(),
      Role.VALIDATORS,
      CpuStage.SETTLEMENT),
  CONSENSUS(
      "consensus",
      "validators x (bids + devices)",
      scale -> scale.validators() * scale.signatures(),
      Role.VALIDATORS,
      CpuStage.CONSENSUS),
  CLEARING("clearing", "bids", Scale::bids, Role.REGIONS, CpuStage.CLEARING),
  CERTIFICATE(
      "certificate",
      "validators x buses",
      scale -> scale.validators() * scale.buses(),
      Role.VALIDATORS,
      CpuStage.CERTIFICATE),
  NODE("node", "bids + devices", Scale::signatures, Role.ALL, CpuStage.NODE, CpuStage.OTHER),
  MACHINE(
      "machine", "CPU seconds of all other stages", Scale::signatures, Role.ALL, CpuStage.MACHINE);

  /** Who does it; what is everybody's is shared out by what they do otherwise. */
  enum Role {
    DEVICES,
    AGGREGATORS,
    METERS,
    REGIONS,
    VALIDATORS,
    ALL
  }

  private final String key;
  private final String unit;

  // Neither is ever changed.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ToDoubleFunction<Scale> units;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<CpuStage> measured;

  private final Role role;

  Stage(String key, String unit, ToDoubleFunction<Scale> units, Role role, CpuStage... measured) {
    this.key = key;
    this.unit = unit;
    this.units = units;
    this.role = role;
    this.measured = Arrays.asList(measured);
  }

  String key() {
    return key;
  }

  /** What it is counted in, as formulas say. */
  String unit() {
    return unit;
  }

  double units(Scale scale) {
    return units.applyAsDouble(scale);
  }

  Role role() {
    return role;
  }

  /** The stages of a profile that it stands for. */
  List<CpuStage> measured() {
    return measured;
  }
}
