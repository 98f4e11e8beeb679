package io.wattmesh.archfixture.ledger.contract.module;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/** Breaks: a contract sees its context and plain values alone, and keeps nothing. */
public final class SeesTheWorld {
  private int calls;

  /** Every kind of it. */
  public List<Object> all(Random random) throws IOException {
    calls++;
    Thread.ofVirtual();
    return List.of(
        calls,
        System.currentTimeMillis(),
        random.nextLong(),
        URI.create("http://127.0.0.1/"),
        Files.readAllBytes(Path.of("price")),
        new HashMap<String, String>(),
        Math.sqrt(2));
  }
}
