package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds a transaction by its hash or the first digits of it. */
final class TransactionFinder {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{8,64}");

  private TransactionFinder() {}

  /**
   * Where a transaction is in the chain for the first time; that it is in a later block again says
   * nothing new.
   */
  record Found(Hash transaction, long height) {}

  static Found find(LedgerOptions.Opened opened, String digits) throws IOException {
    String prefix = digits.toLowerCase(Locale.ROOT);
    if (!HASH.matcher(prefix).matches()) {
      throw new UsageErrorException(
          "'%s' is no hash: it has 8 to 64 hexadecimal digits.".formatted(digits));
    }
    var heights = new TreeMap<Hash, Long>();
    opened
        .export()
        .forEachBlock(
            linked -> {
              for (byte[] transaction : linked.block().transactions()) {
                Hash id = Sha256.of(transaction);
                if (id.hex().startsWith(prefix)) {
                  heights.putIfAbsent(id, linked.block().header().height());
                }
              }
            });
    if (heights.isEmpty()) {
      throw new UserErrorException(
          "No transaction's hash begins with %s in blocks 1 to %d of %s."
              .formatted(prefix, opened.tip(), opened.root()));
    }
    if (heights.size() > 1) {
      throw new UserErrorException(
          "%d transactions' hashes begin with %s, %s and %s among them. Give more digits."
              .formatted(
                  heights.size(), prefix, heights.firstKey().hex(), heights.lastKey().hex()));
    }
    return new Found(heights.firstKey(), heights.firstEntry().getValue());
  }
}
