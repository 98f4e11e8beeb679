package io.wattmesh.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;

/** The driver tries each statement once: {@link Database} decides by the kind of error. */
public final class NoRetries implements RetryPolicy {
  /** Called by the driver, with its context and the name of a profile. */
  public NoRetries(DriverContext context, String profileName) {}

  @Override
  public RetryVerdict onReadTimeoutVerdict(
      Request request,
      ConsistencyLevel consistency,
      int blockFor,
      int received,
      boolean dataPresent,
      int retryCount) {
    return RetryVerdict.RETHROW;
  }

  @Override
  public RetryVerdict onWriteTimeoutVerdict(
      Request request,
      ConsistencyLevel consistency,
      WriteType writeType,
      int blockFor,
      int received,
      int retryCount) {
    return RetryVerdict.RETHROW;
  }

  @Override
  public RetryVerdict onUnavailableVerdict(
      Request request, ConsistencyLevel consistency, int required, int alive, int retryCount) {
    return RetryVerdict.RETHROW;
  }

  @Override
  public RetryVerdict onRequestAbortedVerdict(Request request, Throwable error, int retryCount) {
    return RetryVerdict.RETHROW;
  }

  @Override
  public RetryVerdict onErrorResponseVerdict(
      Request request, CoordinatorException error, int retryCount) {
    return RetryVerdict.RETHROW;
  }

  // The older forms of the same questions, which the driver's interface still asks for.

  @Override
  @Deprecated
  public com.datastax.oss.driver.api.core.retry.RetryDecision onReadTimeout(
      Request request,
      ConsistencyLevel consistency,
      int blockFor,
      int received,
      boolean dataPresent,
      int retryCount) {
    return com.datastax.oss.driver.api.core.retry.RetryDecision.RETHROW;
  }

  @Override
  @Deprecated
  public com.datastax.oss.driver.api.core.retry.RetryDecision onWriteTimeout(
      Request request,
      ConsistencyLevel consistency,
      WriteType writeType,
      int blockFor,
      int received,
      int retryCount) {
    return com.datastax.oss.driver.api.core.retry.RetryDecision.RETHROW;
  }

  @Override
  @Deprecated
  public com.datastax.oss.driver.api.core.retry.RetryDecision onUnavailable(
      Request request, ConsistencyLevel consistency, int required, int alive, int retryCount) {
    return com.datastax.oss.driver.api.core.retry.RetryDecision.RETHROW;
  }

  @Override
  @Deprecated
  public com.datastax.oss.driver.api.core.retry.RetryDecision onRequestAborted(
      Request request, Throwable error, int retryCount) {
    return com.datastax.oss.driver.api.core.retry.RetryDecision.RETHROW;
  }

  @Override
  @Deprecated
  public com.datastax.oss.driver.api.core.retry.RetryDecision onErrorResponse(
      Request request, CoordinatorException error, int retryCount) {
    return com.datastax.oss.driver.api.core.retry.RetryDecision.RETHROW;
  }

  @Override
  public void close() {}
}
