package io.wattmesh.archfixture.market;

import org.apache.pekko.actor.typed.ActorRef;

/** Breaks: Pekko only in actor packages. */
public record SpeaksPekko(ActorRef<String> reader) {}
