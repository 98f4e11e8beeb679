package io.wattmesh.grid.certificate;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Objects;

/**
 * What whoever clears an interval publishes: a claim, worth nothing until {@link
 * CertificateChecker} has accepted it.
 *
 * <p>Bus arrays follow the order of the {@link NetworkModel}, so do branch arrays. A price is the
 * dual of a bus's balance; a line dual is positive where the upper limit binds, negative where the
 * lower one does.
 */
public final class ClearingCertificate {
  private static final String HASH_LABEL = "wattmesh/clearing-certificate/2";

  private final long interval;
  private final Hash booksRoot;
  private final long[] anglePicoRad;
  private final long[] injectionWatts;
  private final long[] pricePicosPerMwh;
  private final long[] dualPicosPerMwh;
  private final ChoiceProof choice;

  /** A claim whose proof of choice is all zero. */
  public ClearingCertificate(
      long interval,
      Hash booksRoot,
      long[] anglePicoRad,
      long[] injectionWatts,
      long[] pricePicosPerMwh,
      long[] dualPicosPerMwh) {
    this(
        interval,
        booksRoot,
        anglePicoRad,
        injectionWatts,
        pricePicosPerMwh,
        dualPicosPerMwh,
        ChoiceProof.zero(injectionWatts.length, dualPicosPerMwh.length));
  }

  /**
   * @param interval the market interval's index, from 0
   * @param booksRoot root of the frozen bid books that were cleared
   * @param anglePicoRad angle of each bus, 1e-12 rad, zero at each island's reference
   * @param injectionWatts net injection of each bus, W
   * @param pricePicosPerMwh lambda of each bus, pico-$/MWh
   * @param dualPicosPerMwh signed net dual mu of each branch, pico-$/MWh
   * @param choice the multipliers that prove the choice among equal optima
   */
  public ClearingCertificate(
      long interval,
      Hash booksRoot,
      long[] anglePicoRad,
      long[] injectionWatts,
      long[] pricePicosPerMwh,
      long[] dualPicosPerMwh,
      ChoiceProof choice) {
    if (interval < 0) {
      throw new IllegalArgumentException("Intervals count from 0, this is " + interval + ".");
    }
    this.interval = interval;
    this.booksRoot = Objects.requireNonNull(booksRoot);
    this.anglePicoRad = anglePicoRad.clone();
    this.injectionWatts = injectionWatts.clone();
    this.pricePicosPerMwh = pricePicosPerMwh.clone();
    this.dualPicosPerMwh = dualPicosPerMwh.clone();
    this.choice = Objects.requireNonNull(choice);
  }

  public long interval() {
    return interval;
  }

  public Hash booksRoot() {
    return booksRoot;
  }

  public long anglePicoRad(int bus) {
    return anglePicoRad[bus];
  }

  public long injectionWatts(int bus) {
    return injectionWatts[bus];
  }

  public long pricePicosPerMwh(int bus) {
    return pricePicosPerMwh[bus];
  }

  public long dualPicosPerMwh(int branch) {
    return dualPicosPerMwh[branch];
  }

  public ChoiceProof choice() {
    return choice;
  }

  public int buses() {
    return injectionWatts.length;
  }

  public int branches() {
    return dualPicosPerMwh.length;
  }

  /** Whether there is one value for each bus and branch of the network. */
  boolean fits(NetworkModel network) {
    return anglePicoRad.length == network.buses()
        && injectionWatts.length == network.buses()
        && pricePicosPerMwh.length == network.buses()
        && dualPicosPerMwh.length == network.branches()
        && choice.fits(network);
  }

  /** The lengths of the four lists, for messages. */
  String shape() {
    return "%d angles, %d injections, %d prices and %d line duals"
        .formatted(
            anglePicoRad.length,
            injectionWatts.length,
            pricePicosPerMwh.length,
            dualPicosPerMwh.length);
  }

  /**
   * The canonical bytes: interval, books root, angles, injections, prices, line duals; then the
   * proof of choice: shares, share duals, pulls, and the pulls' exponent.
   */
  public byte[] encode() {
    CanonicalWriter out =
        new CanonicalWriter()
            .i64(interval)
            .hash(booksRoot)
            .i64s(anglePicoRad)
            .i64s(injectionWatts)
            .i64s(pricePicosPerMwh)
            .i64s(dualPicosPerMwh);
    return choice.write(out).toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws io.wattmesh.proto.codec.MalformedBytesException if the bytes are anything else
   */
  public static ClearingCertificate decode(byte[] bytes) {
    return CanonicalReader.readAll(bytes, ClearingCertificate::read);
  }

  private static ClearingCertificate read(CanonicalReader in) {
    return new ClearingCertificate(
        in.i64(),
        in.hash(),
        in.i64s(CertificateRules.MAX_BUSES),
        in.i64s(CertificateRules.MAX_BUSES),
        in.i64s(CertificateRules.MAX_BUSES),
        in.i64s(CertificateRules.MAX_BRANCHES),
        ChoiceProof.read(in));
  }

  public Hash hash() {
    return Sha256.labelled(HASH_LABEL, encode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClearingCertificate certificate
        && Arrays.equals(encode(), certificate.encode());
  }

  @Override
  public int hashCode() {
    return Long.hashCode(interval) * 31 + Arrays.hashCode(pricePicosPerMwh);
  }

  @Override
  public String toString() {
    return "ClearingCertificate[interval %d, books %s, %d buses, %d branches]"
        .formatted(interval, booksRoot.shortHex(), buses(), branches());
  }
}
