package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkModelTest {
  private int[] numbers;
  private int[] from;
  private int[] to;
  private long[] susceptance;
  private long[] shift;
  private long[] min;
  private long[] max;

  /** Buses 3 - 1 - 4 on a line of two branches, 5 - 9 on another, 2 alone. */
  @BeforeEach
  void draw() {
    numbers = new int[] {2, 3, 5, 1, 4, 9};
    from = new int[] {3, 4, 5};
    to = new int[] {1, 3, 2};
    susceptance = new long[] {1_000, -2_000, 3_000};
    shift = new long[] {0, 7, -7};
    min = new long[] {-10, NetworkModel.NO_LOWER_LIMIT, 0};
    max = new long[] {10, 5, NetworkModel.NO_UPPER_LIMIT};
  }

  private NetworkModel model() {
    return new NetworkModel(numbers, from, to, susceptance, shift, min, max);
  }

  @Test
  void eachIslandIsReferredToItsBusOfTheLowestIndex() {
    NetworkModel model = model();

    assertThat(model.islands()).isEqualTo(3);
    assertThat(model.referenceBus(0)).isEqualTo(0);
    assertThat(model.referenceBus(1)).isEqualTo(1);
    assertThat(model.referenceBus(2)).isEqualTo(2);
    assertThat(model.islandOfBus(4)).isEqualTo(1);
    assertThat(model.islandOfBus(5)).isEqualTo(2);
    assertThat(model.hasLowerLimit(1)).isFalse();
    assertThat(model.hasUpperLimit(1)).isTrue();
  }

  @Test
  void bytesComeBackAsTheSameNetwork() {
    NetworkModel model = model();

    NetworkModel read = NetworkModel.decode(model.encode());

    assertThat(read).isEqualTo(model).hasSameHashCodeAs(model);
    assertThat(read.hash()).isEqualTo(model.hash());
    assertThat(model.withLimits(0, -10, 9)).isNotEqualTo(model);
    assertThat(model.withLimits(0, -10, 9).hash()).isNotEqualTo(model.hash());
  }

  @Test
  void anOutageLeavesTheOtherBranchesAndMaySplitAnIsland() {
    NetworkModel split = model().withoutBranch(1);

    assertThat(split.branches()).isEqualTo(2);
    assertThat(split.islands()).isEqualTo(4);
    assertThat(split.susceptanceWattsPerRad(1)).isEqualTo(3_000);
    assertThat(split.shiftPicoRad(1)).isEqualTo(-7);
    assertThat(split.minFlowWatts(1)).isZero();
    assertThat(split.referenceBus(split.islandOfBus(4))).isEqualTo(4);
  }

  @Test
  void bytesThatAreCutLongerOrLieAboutALengthAreRefused() {
    byte[] bytes = model().encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(MalformedBytesException.class)
          .isThrownBy(() -> NetworkModel.decode(cut));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> NetworkModel.decode(longer));
    bytes[0] = 0x7f;
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> NetworkModel.decode(bytes));
  }

  @Test
  void aBranchToNowhereIsNamed() {
    to[1] = 6;
    refused("Branch 1", "4 and 6");
    to[1] = 4;
    refused("Branch 1", "4 and 4");
  }

  @Test
  void aBranchWithoutSusceptanceIsNamedByItsBuses() {
    susceptance[2] = 0;
    refused("Branch 2 (bus 9 to bus 5)", "susceptance 0");
  }

  @Test
  void valuesBeyondTheirRangeAreNamed() {
    susceptance[0] = Long.MIN_VALUE;
    refused("Branch 0", "-9223372036854775808");
    susceptance[0] = 1;
    shift[0] = NetworkModel.MAX_SHIFT_PICO_RAD + 1;
    refused("Branch 0", "degrees");
  }

  @Test
  void limitsThatCrossOrLieBeyondTheirRangeAreNamed() {
    min[0] = 11;
    refused("Branch 0 (bus 1 to bus 3)", "11 and 10 W");
    min[0] = -10;
    max[0] = NetworkModel.MAX_LIMIT_WATTS + 1;
    refused("Branch 0", "10000000000001");
  }

  @Test
  void busNumbersMustBeUniqueAndListsOfOneLength() {
    numbers[5] = 2;
    refused("Bus number 2");
    numbers[5] = 9;
    max = new long[2];
    refused("arrays of 3, 3, 3, 3, 3 and 2 branches");
  }

  private void refused(String... mentioned) {
    assertThatIllegalArgumentException()
        .isThrownBy(this::model)
        .satisfies(e -> assertThat(e.getMessage()).contains(mentioned));
  }
}
