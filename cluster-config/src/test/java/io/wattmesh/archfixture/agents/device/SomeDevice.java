package io.wattmesh.archfixture.agents.device;

/** Stands for a device. */
public record SomeDevice(String name) {}
