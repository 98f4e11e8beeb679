package io.wattmesh.agents.profile;

import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The profiles that are shipped with this module, each loaded once and shared by all devices.
 * Sources and licences lie beside the data.
 */
public final class ShippedProfiles {
  /** How many houses there are, numbered from 1. */
  public static final int HOUSES = 5;

  private static final LocalDate HOUSES_FIRST_DAY = LocalDate.of(2016, Month.JULY, 31);
  private static final int HOUSES_FIRST_HOUR = 23;
  private static final int HOUSE_LOAD_COLUMN = 4;
  private static final int HOUSE_SOLAR_COLUMN = 5;

  /** The reference buildings' year begins on a Sunday. */
  private static final LocalDate BUILDINGS_FIRST_DAY = LocalDate.of(2017, Month.JANUARY, 1);

  private ShippedProfiles() {}

  private static final class Houses {
    static final List<Profile> LOAD_WATTS = load(HOUSE_LOAD_COLUMN, 1000);
    static final List<Profile> SOLAR_WATTS_PER_KW = load(HOUSE_SOLAR_COLUMN, 1);

    private static List<Profile> load(int column, double factor) {
      var houses = new ArrayList<Profile>();
      for (int house = 1; house <= HOUSES; house++) {
        float[] values = ProfileFiles.hours("citylearn/house_" + house + ".csv", column, factor);
        houses.add(new YearProfile(values, HOUSES_FIRST_DAY, HOUSES_FIRST_HOUR));
      }
      return List.copyOf(houses);
    }
  }

  private static final class Shapes {
    static final Map<String, Profile> BY_NAME =
        Map.of(
            "h25", ProfileFiles.dayTypes("bdew/h25.csv"),
            "g25", ProfileFiles.dayTypes("bdew/g25.csv"),
            "office", building("SmallOffice"),
            "shop", building("RetailStore"));

    private static Profile building(String name) {
      float[] values = ProfileFiles.hours("doe-crb/crb8760_norm_Chicago_" + name + ".dat", 0, 1e6);
      return new YearProfile(values, BUILDINGS_FIRST_DAY, 0);
    }
  }

  /** Load of a real house, W; houses count from 1. */
  public static Profile houseLoadWatts(int house) {
    return Houses.LOAD_WATTS.get(house - 1);
  }

  /** Generation of a real roof, W for each kW installed; houses count from 1. */
  public static Profile houseSolarWattsPerKw(int house) {
    return Houses.SOLAR_WATTS_PER_KW.get(house - 1);
  }

  /**
   * Load of a commercial building, W on average over each hour for each MWh that it uses a year.
   *
   * @param building {@code office} or {@code shop}
   */
  public static Profile buildingWattsPerMwhYear(String building) {
    return shape(building);
  }

  /** The names of {@link #shape}. */
  public static List<String> shapeNames() {
    return Shapes.BY_NAME.keySet().stream().sorted().toList();
  }

  /** A typical load without scale: {@code h25} households, {@code g25} commerce, or a building. */
  public static Profile shape(String name) {
    Profile profile = Shapes.BY_NAME.get(name);
    if (profile == null) {
      throw new IllegalArgumentException(
          "There is no load shape '%s'. Known shapes: %s."
              .formatted(name, String.join(", ", shapeNames())));
    }
    return profile;
  }
}
