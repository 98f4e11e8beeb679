package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.signature.SignatureClaim;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private static final SigningKey KEY = Signing.key("somebody");

  private static SignatureClaim claim(String said, String signed) {
    return new SignatureClaim(KEY.verificationKey(), bytes(said), KEY.sign(bytes(signed)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_was_signed_holds_and_anything_else_does_not_however_often_it_is_asked() {
    var verdicts = new Verdicts();
    for (int k = 0; k < 3; k++) {
      assertThat(verdicts.holds(claim("yes", "yes"))).isTrue();
      assertThat(verdicts.holds(claim("yes", "no"))).isFalse();
    }
    assertThat(verdicts.checks()).isEqualTo(2);
  }

  @Test
  void a_claim_with_another_key_message_or_signature_is_another_claim() {
    var verdicts = new Verdicts();
    SignatureClaim good = claim("yes", "yes");
    assertThat(verdicts.holds(good)).isTrue();
    byte[] altered = good.signature().bytes();
    altered[0] ^= 1;
    var signature = Signature.of(altered);
    assertThat(verdicts.holds(new SignatureClaim(good.key(), good.preimage(), signature)))
        .isFalse();
    var other = Signing.key("else").verificationKey();
    assertThat(verdicts.holds(new SignatureClaim(other, good.preimage(), good.signature())))
        .isFalse();
    assertThat(verdicts.holds(new SignatureClaim(good.key(), bytes("ye"), good.signature())))
        .isFalse();
  }

  @Test
  void what_is_prepared_is_checked_by_whoever_comes_first_and_prepared_once() {
    var verdicts = new Verdicts();
    Runnable work = verdicts.prepare(claim("yes", "yes")).orElseThrow();
    assertThat(verdicts.prepare(claim("yes", "yes"))).isEmpty();
    assertThat(verdicts.holds(claim("yes", "yes"))).as("the work has not run").isTrue();
    work.run();
    assertThat(verdicts.checks()).isEqualTo(1);
  }

  @Test
  void many_threads_that_ask_the_same_get_one_verdict_of_one_check()
      throws InterruptedException, ExecutionException {
    var verdicts = new Verdicts();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      var asked = new ArrayList<Future<Boolean>>();
      for (int k = 0; k < 400; k++) {
        String text = "message " + k % 20;
        asked.add(threads.submit(() -> verdicts.holds(claim(text, text))));
      }
      for (Future<Boolean> answer : asked) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(verdicts.checks()).isEqualTo(20);
  }

  @Test
  void the_oldest_verdicts_are_forgotten_and_found_again() {
    var verdicts = new Verdicts(2);
    for (String text : List.of("a", "b", "c", "a")) {
      assertThat(verdicts.holds(claim(text, text))).isTrue();
    }
    assertThat(verdicts.checks()).isEqualTo(4);
    assertThat(verdicts.holds(claim("c", "c"))).isTrue();
    assertThat(verdicts.checks()).as("c is remembered").isEqualTo(4);
  }
}
