package io.wattmesh.archfixture.proto.wire;

/** Stands for a generated protobuf class. */
public record WireThing(byte[] bytes) {}
