package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClearingCertificateTest {
  private final ClearingCertificate certificate = ThreeBusMarket.congestedTriangle().certificate();

  @Test
  void bytesComeBackAsTheSameCertificate() {
    ClearingCertificate read = ClearingCertificate.decode(certificate.encode());

    assertThat(read).isEqualTo(certificate).hasSameHashCodeAs(certificate);
    assertThat(read.hash()).isEqualTo(certificate.hash());
    assertThat(read.interval()).isEqualTo(7);
  }

  @Test
  void theLayoutIsIntervalBooksFourListsAndTheProofOfChoice() {
    byte[] bytes = certificate.encode();

    assertThat(bytes).hasSize(8 + 32 + 7 * 4 + 8 * (3 + 3 + 3 + 3 + 3 + 3 + 3) + 1);
    assertThat(bytes[7]).isEqualTo((byte) 7);
    assertThat(bytes[8 + 32 + 3]).isEqualTo((byte) 3);
  }

  @Test
  void anotherBooksRootIsAnotherHash() {
    byte[] bytes = certificate.encode();
    for (int at = 8; at < 40; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      assertThat(ClearingCertificate.decode(changed).hash()).isNotEqualTo(certificate.hash());
    }
  }

  @Test
  void bytesThatAreCutOrLongerOrOfANegativeIntervalAreRefused() {
    byte[] bytes = certificate.encode();
    for (int length = 0; length < bytes.length; length++) {
      refused(Arrays.copyOf(bytes, length));
    }
    refused(Arrays.copyOf(bytes, bytes.length + 1));
    bytes[0] = -1;
    refused(bytes);
  }

  @Test
  void reasonsKeepTheirCodes() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.ofCode(reason.code())).isEqualTo(reason);
    }
    assertThat(Reason.OVERFLOW.code()).isEqualTo(11);
  }

  private static void refused(byte[] bytes) {
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> ClearingCertificate.decode(bytes));
  }
}
