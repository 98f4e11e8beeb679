package io.wattmesh.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;

/** What an error of the database says about the statement that met it. */
enum ErrorClass {
  /** It was not carried out: anything may be tried again. */
  NOT_DONE,
  /** Nobody knows: what is idempotent may be tried again, anything else must be read back. */
  UNKNOWN,
  /** It is wrong, or not allowed, and will be the next time too. */
  HOPELESS;

  static ErrorClass of(RuntimeException error) {
    return switch (error) {
      case UnavailableException _,
          OverloadedException _,
          BootstrappingException _,
          NoNodeAvailableException _,
          RequestThrottlingException _ ->
          NOT_DONE;
      case QueryValidationException _,
          AuthenticationException _,
          FrameTooLongException _,
          InvalidKeyspaceException _,
          CodecNotFoundException _ ->
          HOPELESS;
      // Timeouts, failures and lost connections, and whatever a later driver adds.
      case DriverException _ -> UNKNOWN;
      default -> HOPELESS;
    };
  }
}
