package io.wattmesh.grid.certificate;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Arrays;

/**
 * The multipliers by which {@link ChoiceChecker} sees that a clearing is the one of all equal
 * optima that the published rules name.
 *
 * <p>Bus lists follow the order of the {@link NetworkModel}, so does the branch list.
 */
public final class ChoiceProof {
  /** Beyond this the scaled pulls would not fit the sums that check them. */
  public static final int MAX_PULL_EXPONENT = 30;

  private final long[] sharePicos;
  private final long[] shareDualPicos;
  private final long[] pull;
  private final int pullExponent;

  /**
   * @param sharePicos for each bus the price of the market that chose the shares, 1e-12; where the
   *     bus has tied steps, the fraction of them that is taken
   * @param shareDualPicos for each branch the dual of that market, 1e-12
   * @param pull for each bus the angle of the market that chose the prices: a branch of b W/rad
   *     carries b (pull_from - pull_to) / 10^pullExponent pico-$/MWh
   * @param pullExponent the decimal scale of the pulls, 0 to 30
   */
  public ChoiceProof(long[] sharePicos, long[] shareDualPicos, long[] pull, int pullExponent) {
    if (pullExponent < 0 || pullExponent > MAX_PULL_EXPONENT) {
      throw new IllegalArgumentException(
          "The scale of pulls is 10^%d; it must be 10^0 to 10^%d."
              .formatted(pullExponent, MAX_PULL_EXPONENT));
    }
    this.sharePicos = sharePicos.clone();
    this.shareDualPicos = shareDualPicos.clone();
    this.pull = pull.clone();
    this.pullExponent = pullExponent;
  }

  /** All zero: enough where nothing is tied and every price is pinned or zero. */
  public static ChoiceProof zero(int buses, int branches) {
    return new ChoiceProof(new long[buses], new long[branches], new long[buses], 0);
  }

  public long sharePicos(int bus) {
    return sharePicos[bus];
  }

  public long shareDualPicos(int branch) {
    return shareDualPicos[branch];
  }

  public long pull(int bus) {
    return pull[bus];
  }

  public int pullExponent() {
    return pullExponent;
  }

  boolean fits(NetworkModel network) {
    return sharePicos.length == network.buses()
        && shareDualPicos.length == network.branches()
        && pull.length == network.buses();
  }

  CanonicalWriter write(CanonicalWriter out) {
    return out.i64s(sharePicos).i64s(shareDualPicos).i64s(pull).u8(pullExponent);
  }

  static ChoiceProof read(CanonicalReader in) {
    long[] share = in.i64s(CertificateRules.MAX_BUSES);
    long[] shareDual = in.i64s(CertificateRules.MAX_BRANCHES);
    long[] pull = in.i64s(CertificateRules.MAX_BUSES);
    int exponent = in.u8();
    if (exponent > MAX_PULL_EXPONENT) {
      throw new io.wattmesh.proto.codec.MalformedBytesException(
          "the scale of pulls is 10^" + exponent + ", more than 10^" + MAX_PULL_EXPONENT);
    }
    return new ChoiceProof(share, shareDual, pull, exponent);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChoiceProof proof
        && Arrays.equals(sharePicos, proof.sharePicos)
        && Arrays.equals(shareDualPicos, proof.shareDualPicos)
        && Arrays.equals(pull, proof.pull)
        && pullExponent == proof.pullExponent;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pull) * 31 + Arrays.hashCode(sharePicos);
  }
}
