package io.wattmesh.consensus.batch;

import java.util.Objects;

/** A batch and the certificate on it. */
public record CertifiedBatch(BatchCertificate certificate, Batch batch) {
  public CertifiedBatch {
    Objects.requireNonNull(batch);
    if (!batch.ack().equals(certificate.content())) {
      throw new IllegalArgumentException(
          "The certificate states %s, its transactions give %s."
              .formatted(certificate.content(), batch.ack()));
    }
  }
}
