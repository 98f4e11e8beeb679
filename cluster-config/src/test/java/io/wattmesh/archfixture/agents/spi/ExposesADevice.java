package io.wattmesh.archfixture.agents.spi;

import io.wattmesh.archfixture.agents.device.SomeDevice;
import java.util.List;

/** Breaks: the SPI exposes value records alone. */
public interface ExposesADevice {
  /** Among its type arguments. */
  List<SomeDevice> devices();
}
