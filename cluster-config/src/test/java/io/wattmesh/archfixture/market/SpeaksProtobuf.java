package io.wattmesh.archfixture.market;

import io.wattmesh.archfixture.proto.wire.WireThing;

/** Breaks: generated protobuf only in codecs. */
public record SpeaksProtobuf(WireThing thing) {}
