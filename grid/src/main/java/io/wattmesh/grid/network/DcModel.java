package io.wattmesh.grid.network;

/** Which linearisation of the power flow a case is read with. */
public enum DcModel {
  /** MATPOWER's: b = 1/(x tap), phase shifts kept. The default for networks of users. */
  MATPOWER,
  /** PowerModels' DCPPowerModel: b = x/(r^2 + x^2), taps and phase shifts ignored. */
  POWERMODELS
}
