package io.wattmesh.agents.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedProfilesTest {
  private static final String FOLDER = "/io/wattmesh/agents/profiles/";
  private static final int DAY_SECONDS = 86_400;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ShippedProfilesTest.class.getResourceAsStream(FOLDER + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void filesAreTheOnesThatWereShipped() throws IOException, NoSuchAlgorithmException {
    List<String> sums = new String(resource("SHA256SUMS"), StandardCharsets.UTF_8).lines().toList();
    assertThat(sums).hasSize(9);
    for (String line : sums) {
      String[] parts = line.split(" +", -1);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(resource(parts[1]));
      assertThat(HexFormat.of().formatHex(digest)).as(parts[1]).isEqualTo(parts[0]);
    }
  }

  @Test
  void licencesLieBesideTheData() throws IOException {
    assertThat(resource("citylearn/LICENSE-MIT.txt")).asString().contains("MIT License");
    assertThat(resource("bdew/LICENSE-MIT-demandlib.txt")).asString().contains("MIT License");
    assertThat(resource("doe-crb/LICENSE-Apache-2.0.txt")).asString().contains("Apache License");
  }

  private static long at(int year, int month, int day, int hour) {
    return LocalDate.of(year, month, day).toEpochDay() * DAY_SECONDS + hour * 3_600L;
  }

  @Test
  void aHouseIsReadAtItsOwnHours() {
    Profile house = ShippedProfiles.houseLoadWatts(1);
    assertThat(house.mean(at(2016, 7, 31, 23), 3_600)).isCloseTo(2275.8, within(0.01));
    assertThat(house.mean(at(2016, 8, 1, 0), 3_600)).isCloseTo(851.17, within(0.01));
    assertThat(house.mean(at(2016, 8, 1, 3), 3_600)).isCloseTo(1478.43, within(0.01));
    assertThat(house.max()).isCloseTo(7987.48, within(0.01));
  }

  @Test
  void aYearOfAHouseHoldsItsEnergy() {
    Profile house = ShippedProfiles.houseLoadWatts(1);
    double wattHours = 0;
    for (int hour = 0; hour < 8_760; hour++) {
      wattHours += house.mean(at(2016, 8, 1, 0) + hour * 3_600L, 3_600);
    }
    // 10,583 kWh in the file; the last days are moved to keep the days of the week.
    assertThat(wattHours / 1000).isCloseTo(10_583, within(100.0));
  }

  @Test
  void anOfficeRestsOnSundaysOfAnyYear() {
    Profile office = ShippedProfiles.buildingWattsPerMwhYear("office");
    for (int year = 2017; year < 2032; year++) {
      for (int day = 1; day <= 28; day++) {
        LocalDate date = LocalDate.of(year, 4, day);
        double mean = office.mean(date.toEpochDay() * DAY_SECONDS, DAY_SECONDS);
        switch (date.getDayOfWeek()) {
          case SATURDAY, SUNDAY -> assertThat(mean).as("%s", date).isLessThan(90);
          default -> assertThat(mean).as("%s", date).isGreaterThan(115);
        }
      }
    }
  }

  @Test
  void standardProfilesKnowTheirDays() {
    Profile households = ShippedProfiles.shape("h25");
    // January: Saturday 22.152, Sunday 23.148, working day 20.126 kWh in the first quarter.
    assertThat(households.mean(at(2025, 1, 4, 0), 900)).isCloseTo(22.152, within(1e-3));
    assertThat(households.mean(at(2025, 1, 5, 0), 900)).isCloseTo(23.148, within(1e-3));
    assertThat(households.mean(at(2025, 1, 6, 0), 900)).isCloseTo(20.126, within(1e-3));
    assertThatThrownBy(() -> ShippedProfiles.shape("h0")).hasMessageContaining("h25");
  }

  @Test
  void theSunIsDownAtNightAndUpAtNoon() {
    for (int house = 1; house <= ShippedProfiles.HOUSES; house++) {
      Profile sun = ShippedProfiles.houseSolarWattsPerKw(house);
      assertThat(sun.mean(at(2025, 4, 10, 1), 3_600)).isZero();
      assertThat(sun.mean(at(2025, 4, 10, 12), 3_600)).isGreaterThan(200);
    }
  }

  @Test
  void weatherIsColdInJanuaryAndWarmInTheAfternoon() {
    OutdoorTemperature outdoor = OutdoorTemperature.CONTINENTAL;
    assertThat(outdoor.celsiusAt(at(2025, 1, 19, 9))).isCloseTo(-2.5, within(1.0));
    assertThat(outdoor.celsiusAt(at(2025, 7, 20, 15))).isCloseTo(28.5, within(0.1));
  }

  @Test
  void forecastErrorsAreBoundedAndBalanced() {
    var error = new ForecastError(3, 0.2);
    double sum = 0;
    for (int k = 0; k < 10_000; k++) {
      assertThat(error.at(k)).isBetween(-0.2, 0.2);
      sum += error.at(k);
    }
    assertThat(sum / 10_000).isCloseTo(0, within(0.005));
    assertThat(error.at(7)).isEqualTo(new ForecastError(3, 0.2).at(7));
  }
}
