package io.wattmesh.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What came from the server itself is in the stores' tests over a real one. */
class ErrorClassTest {
  @Test
  void what_never_left_was_not_done() {
    assertThat(ErrorClass.of(new NoNodeAvailableException())).isEqualTo(ErrorClass.NOT_DONE);
    assertThat(ErrorClass.of(new RequestThrottlingException("full")))
        .isEqualTo(ErrorClass.NOT_DONE);
  }

  @Test
  void what_may_have_arrived_is_unknown() {
    assertThat(ErrorClass.of(new DriverTimeoutException("late"))).isEqualTo(ErrorClass.UNKNOWN);
    assertThat(ErrorClass.of(new ClosedConnectionException("gone"))).isEqualTo(ErrorClass.UNKNOWN);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThat(ErrorClass.of(new HeartbeatException(address, "silent", null)))
        .isEqualTo(ErrorClass.UNKNOWN);
  }

  @Test
  void what_is_no_error_of_the_database_is_a_fault_of_the_program() {
    assertThat(ErrorClass.of(new IllegalArgumentException("bound twice")))
        .isEqualTo(ErrorClass.HOPELESS);
  }
}
