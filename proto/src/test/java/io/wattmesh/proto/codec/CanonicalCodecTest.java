package io.wattmesh.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.model.Hash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CanonicalCodecTest {
  @Test
  void any_length_grows_by_any_kind_of_value() {
    for (int before = 0; before < 600; before++) {
      byte[] start = new byte[before];

      assertThat(new CanonicalWriter().raw(start).u8(1).toByteArray()).hasSize(before + 1);
      assertThat(new CanonicalWriter().raw(start).u16(1).toByteArray()).hasSize(before + 2);
      assertThat(new CanonicalWriter().raw(start).i32(1).toByteArray()).hasSize(before + 4);
      assertThat(new CanonicalWriter().raw(start).i64(1).toByteArray()).hasSize(before + 8);
      assertThat(new CanonicalWriter().raw(start).bytes(start).toByteArray())
          .hasSize(2 * before + 4);
    }
  }

  @Test
  void the_bytes_are_big_endian_of_fixed_width_with_32_bit_lengths() {
    byte[] bytes =
        new CanonicalWriter().u8(1).u16(0x0203).i32(-2).i64(5).bool(true).text("é").toByteArray();

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("01" + "0203" + "fffffffe" + "0000000000000005" + "01" + "00000002c3a9");
  }

  /** Often enough for the JIT compiler to take its turn. */
  @Test
  void integers_are_written_as_the_JDK_writes_them() throws IOException {
    var random = new SplittableRandom(1);
    for (int k = 0; k < 20_000; k++) {
      var expected = new ByteArrayOutputStream();
      var jdk = new DataOutputStream(expected);
      var ours = new CanonicalWriter(random.nextInt(32));
      for (int value = random.nextInt(12); value >= 0; value--) {
        long bits = random.nextLong();
        jdk.writeByte((int) bits & 0xff);
        jdk.writeShort((int) bits & 0xffff);
        jdk.writeInt((int) (bits >>> 8));
        jdk.writeLong(bits);
        ours.u8((int) bits & 0xff).u16((int) bits & 0xffff).i32((int) (bits >>> 8)).i64(bits);
      }

      assertThat(ours.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void texts_that_are_ASCII_or_nearly_are_UTF_8_all_the_same() {
    for (String text : new String[] {"", "a", "a\u007f", "a\u0080", "\u00e9a", "a\u20acb", "🌍"}) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

      assertThat(new CanonicalWriter(0).u8(7).text(text).u8(9).toByteArray())
          .isEqualTo(new CanonicalWriter().u8(7).bytes(utf8).u8(9).toByteArray());
    }
  }

  @Test
  void what_is_written_within_is_a_byte_string_and_read_as_one() {
    for (int length = 0; length < 40; length++) {
      byte[] part = new byte[length];
      byte[] bytes =
          new CanonicalWriter(8).u8(1).within(out -> out.raw(part).i64(5)).u8(2).toByteArray();

      assertThat(bytes)
          .isEqualTo(
              new CanonicalWriter()
                  .u8(1)
                  .bytes(new CanonicalWriter().raw(part).i64(5).toByteArray())
                  .u8(2)
                  .toByteArray());
      var in = new CanonicalReader(bytes);
      in.skip(1);
      long read = in.within(48, inner -> inner.raw(part.length).length + inner.i64());
      assertThat(read).isEqualTo(part.length + 5L);
      assertThat(in.u8()).isEqualTo(2);
    }
  }

  @Test
  void a_hash_within_is_read_from_its_own_place() {
    Hash hash = Hash.ofHex("0123456789abcdef".repeat(4));
    byte[] bytes = new CanonicalWriter().i32(5).within(out -> out.u8(1).hash(hash)).toByteArray();
    var in = new CanonicalReader(bytes);
    in.skip(4);

    Hash read =
        in.within(
            100,
            inner -> {
              inner.skip(1);
              return inner.hash();
            });

    assertThat(read).isEqualTo(hash);
  }

  @Test
  void a_byte_string_is_read_to_its_end_and_not_beyond() {
    byte[] bytes = new CanonicalWriter().within(out -> out.i32(1)).i64(2).toByteArray();

    assertThatThrownBy(() -> new CanonicalReader(bytes).within(4, CanonicalReader::i64))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> new CanonicalReader(bytes).within(4, CanonicalReader::u8))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("3 bytes are left over");
    assertThatThrownBy(() -> new CanonicalReader(bytes).within(3, CanonicalReader::i32))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("over the limit 3");
  }

  @Test
  void bytes_that_are_handed_out_do_not_change_with_what_is_written_after() {
    var out = new CanonicalWriter(4).i32(1);
    byte[] first = out.toByteArray();
    out.i32(2);

    assertThat(first).isEqualTo(new byte[] {0, 0, 0, 1});
    assertThat(out.toByteArray()).isEqualTo(new byte[] {0, 0, 0, 1, 0, 0, 0, 2});
  }

  @Test
  void whatever_is_written_is_read_back() {
    var writer =
        new CanonicalWriter()
            .u8(255)
            .u16(65_535)
            .i32(Integer.MIN_VALUE)
            .i64(Long.MIN_VALUE)
            .f64(-0.0)
            .f64(Double.NEGATIVE_INFINITY)
            .bool(false)
            .hash(Hash.ZERO)
            .bytes(new byte[] {1, 2})
            .text("Zürich 🌍")
            .i64s(new long[] {Long.MAX_VALUE, -1})
            .i32s(new int[] {Integer.MAX_VALUE})
            .f64s(new double[] {Double.MIN_VALUE, Double.NaN});
    var in = new CanonicalReader(writer.toByteArray());

    assertThat(in.u8()).isEqualTo(255);
    assertThat(in.u16()).isEqualTo(65_535);
    assertThat(in.i32()).isEqualTo(Integer.MIN_VALUE);
    assertThat(in.i64()).isEqualTo(Long.MIN_VALUE);
    assertThat(Double.doubleToRawLongBits(in.f64())).isEqualTo(Long.MIN_VALUE);
    assertThat(in.f64()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(in.bool()).isFalse();
    assertThat(in.hash()).isEqualTo(Hash.ZERO);
    assertThat(in.bytes(2)).containsExactly(1, 2);
    assertThat(in.text(20)).isEqualTo("Zürich 🌍");
    assertThat(in.i64s(2)).containsExactly(Long.MAX_VALUE, -1);
    assertThat(in.i32s(1)).containsExactly(Integer.MAX_VALUE);
    assertThat(in.f64s(2)).containsExactly(Double.MIN_VALUE, Double.NaN);
    assertThat(in.remaining()).isZero();
    in.requireEnd();
  }

  @Test
  void integers_that_do_not_fit_are_refused_and_not_cut() {
    for (int value : new int[] {-1, 256, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> new CanonicalWriter().u8(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Value " + value + " is not within 0 to 255.");
    }
    assertThatThrownBy(() -> new CanonicalWriter().u16(65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_with_half_a_surrogate_pair_is_refused_since_it_would_be_written_as_a_question_mark() {
    for (String text : new String[] {"\ud800", "a\udc00", "\ud800a", "\udc00\ud800"}) {
      assertThatThrownBy(() -> new CanonicalWriter().text(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not well-formed Unicode");
    }
  }

  @Test
  void every_value_needs_its_bytes() {
    refused(new byte[0], CanonicalReader::u8);
    refused(new byte[1], CanonicalReader::u16);
    refused(new byte[3], CanonicalReader::i32);
    refused(new byte[7], CanonicalReader::i64);
    refused(new byte[7], CanonicalReader::f64);
    refused(new byte[31], CanonicalReader::hash);
    refused(new byte[3], in -> in.bytes(10));
    refused(new byte[5], in -> in.raw(6));
    refused(new byte[5], in -> in.raw(-1));
  }

  @Test
  void a_length_that_is_negative_over_the_limit_or_over_the_bytes_is_refused() {
    for (int length : new int[] {-1, Integer.MIN_VALUE, 5, Integer.MAX_VALUE}) {
      byte[] bytes = new CanonicalWriter().i32(length).raw(new byte[100]).toByteArray();
      refused(bytes, in -> in.bytes(4));
      refused(bytes, in -> in.text(4));
      refused(bytes, in -> in.i64s(4));
      refused(bytes, in -> in.i32s(4));
      refused(bytes, in -> in.f64s(4));
    }
    byte[] bomb = new CanonicalWriter().i32(Integer.MAX_VALUE).raw(new byte[100]).toByteArray();
    refused(bomb, in -> in.bytes(Integer.MAX_VALUE));
    refused(bomb, in -> in.i64s(Integer.MAX_VALUE));
    refused(bomb, in -> in.count(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void a_list_is_refused_when_its_last_element_is_cut() {
    byte[] bytes = new CanonicalWriter().i32(2).raw(new byte[15]).toByteArray();
    refused(bytes, in -> in.i64s(2));
    refused(bytes, in -> in.f64s(2));
    refused(new CanonicalWriter().i32(2).raw(new byte[7]).toByteArray(), in -> in.i32s(2));
  }

  @Test
  void a_flag_is_0_or_1_alone() {
    for (int value = 2; value < 256; value++) {
      refused(new byte[] {(byte) value}, CanonicalReader::bool);
    }
  }

  @Test
  void text_that_is_not_the_shortest_utf_8_is_refused() {
    for (String hex : new String[] {"c0af", "80", "eda080", "f8888080", "c3", "f4908080"}) {
      byte[] utf8 = HexFormat.of().parseHex(hex);
      refused(new CanonicalWriter().bytes(utf8).toByteArray(), in -> in.text(10));
    }
  }

  @Test
  void bytes_left_over_are_refused_and_so_is_what_the_value_itself_refuses() {
    assertThatThrownBy(() -> CanonicalReader.readAll(new byte[2], CanonicalReader::u8))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("1 bytes are left over (at byte 1 of 2).");
    refused(
        new byte[1],
        in -> {
          throw new IllegalArgumentException("no");
        });
    refused(
        new byte[1],
        in -> {
          throw new ArithmeticException("no");
        });
  }

  private static void refused(byte[] bytes, Function<CanonicalReader, Object> read) {
    assertThatThrownBy(() -> CanonicalReader.readAll(bytes, read))
        .isInstanceOf(MalformedBytesException.class);
  }
}
