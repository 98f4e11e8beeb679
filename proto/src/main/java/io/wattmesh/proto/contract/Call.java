package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.regex.Pattern;

/**
 * A participant's call of a contract's method. Signed in an envelope it is a transaction; the
 * ledger lets each nonce of a participant take effect once.
 *
 * @param nonce counts from 1; see {@link #NONCE_WINDOW}
 * @param gasLimit the most gas that it may use, from {@link #MIN_GAS_LIMIT} to {@link
 *     #MAX_GAS_LIMIT}; what it does not use is not paid for
 * @param contract the contract's name
 * @param method the method's name
 * @param arguments the method's arguments in canonical bytes, at most {@link #MAX_ARGUMENTS_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record Call(long nonce, long gasLimit, String contract, String method, byte[] arguments) {
  /**
   * The ledger knows of so many nonces, the highest that it saw and those below, which are used.
   */
  public static final int NONCE_WINDOW = 256;

  /** With both names at their longest a call keeps within its envelope's 64 KiB. */
  public static final int MAX_ARGUMENTS_BYTES = 60 * 1024;

  /** What the check of a call's signature takes: less could not even be looked at. */
  public static final long MIN_GAS_LIMIT = 3_000;

  /** Bounds the work of one transaction. */
  public static final long MAX_GAS_LIMIT = 1_000_000;

  /** Enough for each method that there is. */
  public static final long DEFAULT_GAS_LIMIT = 10_000;

  /** The longest name of a contract or a method. */
  public static final int MAX_NAME_LENGTH = 48;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,47}");

  public Call {
    if (nonce < 1) {
      throw new IllegalArgumentException("Nonces count from 1, this is %d.".formatted(nonce));
    }
    if (gasLimit < MIN_GAS_LIMIT || gasLimit > MAX_GAS_LIMIT) {
      throw new IllegalArgumentException(
          "A call's gas limit lies within %d to %d, this is %d; %d is enough for each method."
              .formatted(MIN_GAS_LIMIT, MAX_GAS_LIMIT, gasLimit, DEFAULT_GAS_LIMIT));
    }
    requireName(contract);
    requireName(method);
    arguments = arguments.clone();
    if (arguments.length > MAX_ARGUMENTS_BYTES) {
      throw new IllegalArgumentException(
          "A call's arguments take at most %d bytes, these take %d; split the call."
              .formatted(MAX_ARGUMENTS_BYTES, arguments.length));
    }
  }

  /** A call with the {@link #DEFAULT_GAS_LIMIT}. */
  public Call(long nonce, String contract, String method, byte[] arguments) {
    this(nonce, DEFAULT_GAS_LIMIT, contract, method, arguments);
  }

  /**
   * @throws IllegalArgumentException if it is no name of a contract or a method
   */
  public static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A contract's or method's name is 1 to %d characters of a-z, 0-9 and '-', not '%s'."
              .formatted(
                  MAX_NAME_LENGTH, name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH))));
    }
  }

  @Override
  public byte[] arguments() {
    return arguments.clone();
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .i64(nonce)
        .i64(gasLimit)
        .text(contract)
        .text(method)
        .bytes(arguments)
        .toByteArray();
  }

  public static Call ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Call(
                in.i64(),
                in.i64(),
                in.text(MAX_NAME_LENGTH),
                in.text(MAX_NAME_LENGTH),
                in.bytes(MAX_ARGUMENTS_BYTES)));
  }
}
