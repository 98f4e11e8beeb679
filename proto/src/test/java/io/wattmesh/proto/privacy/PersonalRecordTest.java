package io.wattmesh.proto.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-34")
class PersonalRecordTest {
  private static final int HOUSES = 20_000;

  private static byte[] house(int number) {
    return ("house " + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static PersonalRecord record(long seed, byte[] data) {
    byte[] salt = new byte[PersonalRecord.SALT_BYTES];
    new Random(seed).nextBytes(salt);
    return new PersonalRecord(salt, data);
  }

  @Test
  void the_commitment_is_the_labelled_hash_of_salt_and_data() {
    byte[] salt = new byte[32];
    Arrays.fill(salt, (byte) 7);
    byte[] hashed =
        new CanonicalWriter()
            .raw("wattmesh/personal-record".getBytes(StandardCharsets.US_ASCII))
            .u8(0)
            .raw(salt)
            .raw(house(3))
            .toByteArray();
    assertThat(new PersonalRecord(salt, house(3)).commitment()).isEqualTo(Sha256.of(hashed));
  }

  @Test
  void who_knows_all_that_the_data_could_be_finds_it_with_the_salt_and_not_without() {
    PersonalRecord hidden = record(1, house(4_321));
    Hash commitment = hidden.commitment();
    byte[] none = new byte[PersonalRecord.SALT_BYTES];
    int withSalt = 0;
    for (int number = 0; number < HOUSES; number++) {
      byte[] guess = house(number);
      if (new PersonalRecord(hidden.salt(), guess).commitment().equals(commitment)) {
        withSalt++;
      }
      assertThat(commitment)
          .isNotEqualTo(new PersonalRecord(none, guess).commitment())
          .isNotEqualTo(record(number + 2L, guess).commitment())
          .isNotEqualTo(Sha256.of(guess))
          .isNotEqualTo(Sha256.labelled("wattmesh/personal-record", guess));
    }
    assertThat(withSalt).isEqualTo(1);
  }

  @Test
  void the_same_data_of_two_participants_has_commitments_that_do_not_tell() {
    assertThat(record(1, house(1)).commitment()).isNotEqualTo(record(2, house(1)).commitment());
  }

  @Test
  void its_words_never_show_the_data() {
    assertThat(record(1, house(77))).hasToString("personal record of 8 bytes");
  }

  @Test
  void records_and_requests_round_trip_and_every_cut_is_malformed() {
    PersonalRecord record = record(3, house(12));
    assertThat(PersonalRecord.ofBytes(record.toBytes())).isEqualTo(record);
    var request = new DisclosureRequest(3, 9, 1_800_000_000_000L);
    assertThat(DisclosureRequest.ofBytes(request.toBytes())).isEqualTo(request);
    for (int length = 0; length < record.toBytes().length; length++) {
      byte[] cut = Arrays.copyOf(record.toBytes(), length);
      assertThatThrownBy(() -> PersonalRecord.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    for (int length = 0; length < request.toBytes().length; length++) {
      byte[] cut = Arrays.copyOf(request.toBytes(), length);
      assertThatThrownBy(() -> DisclosureRequest.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void salts_of_another_length_too_much_data_and_intervals_out_of_order_are_refused() {
    assertThatThrownBy(() -> new PersonalRecord(new byte[31], new byte[1]))
        .hasMessageContaining("a salt of 32 bytes");
    assertThatThrownBy(() -> new PersonalRecord(new byte[32], new byte[(64 << 10) + 1]))
        .hasMessageContaining("at most 65536 of data");
    assertThatThrownBy(() -> new DisclosureRequest(5, 4, 0)).hasMessageContaining("5 to 4");
  }
}
