package io.wattmesh.archfixture.market;

import com.datastax.oss.driver.api.core.CqlSession;

/** Breaks: the database's driver only in cassandra packages. */
public record SpeaksToCassandra(CqlSession session) {}
