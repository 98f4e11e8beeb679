package io.wattmesh.cluster.governance;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold the bytes of one signed transaction each. */
public final class TransactionFiles {
  /** As much as a block takes. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private TransactionFiles() {}

  /**
   * Reads a transaction that is meant for a market.
   *
   * @throws UserErrorException if the file holds none, or one of another market
   */
  public static SignedEnvelope read(Path file, Genesis genesis) throws IOException {
    SignedEnvelope envelope = read(file);
    if (!envelope.context().chainId().equals(genesis.chainId())) {
      throw new UserErrorException(
          "%s is of chain %s, this market's is %s. Sign it anew, with this market's genesis."
              .formatted(file, envelope.context().chainId(), genesis.chainId()));
    }
    return envelope;
  }

  /**
   * Reads a transaction, of whatever market.
   *
   * @throws UserErrorException if the file holds none
   */
  public static SignedEnvelope read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new UserErrorException(
          "%s: %d bytes, a transaction has at most %d.".formatted(file, size, MAX_BYTES));
    }
    try {
      return SignedEnvelope.ofBytes(Files.readAllBytes(file));
    } catch (MalformedBytesException e) {
      throw new UserErrorException(
          "%s holds no signed transaction: %s".formatted(file, e.getMessage()), e);
    }
  }
}
