package io.wattmesh.cluster.disclosure;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.PersonalRecord;
import io.wattmesh.proto.proof.SettlementStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an auditor is given: of the participants of its area the personal records that are kept, and
 * their settlements and bilateral trades.
 */
public record Disclosure(
    SortedMap<ParticipantId, PersonalRecord> records,
    List<SettlementStatement> statements,
    List<TradeRow> trades) {
  private static final byte[] MAGIC = "wattmesh disclosure 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_ROWS = 4_000_000;
  private static final int MAX_STATEMENT_BYTES = 1024;

  public Disclosure {
    records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
    statements = List.copyOf(statements);
    trades = List.copyOf(trades);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().raw(MAGIC).i32(records.size());
    records.forEach((id, record) -> out.text(id.value()).raw(record.salt()).bytes(record.data()));
    out.i32(statements.size());
    statements.forEach(statement -> out.bytes(statement.toBytes()));
    out.i32(trades.size());
    trades.forEach(trade -> trade.write(out));
    return out.toByteArray();
  }

  public static Disclosure ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, Disclosure::read);
  }

  private static Disclosure read(CanonicalReader in) {
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException("This is no disclosure: its first line differs.");
    }
    var records = new TreeMap<ParticipantId, PersonalRecord>();
    for (int left = in.count(MAX_ROWS, 41); left > 0; left--) {
      records.put(
          MarketCodec.readParticipant(in),
          new PersonalRecord(
              in.raw(PersonalRecord.SALT_BYTES), in.bytes(PersonalRecord.MAX_DATA_BYTES)));
    }
    var statements = new ArrayList<SettlementStatement>();
    for (int left = in.count(MAX_ROWS, 100); left > 0; left--) {
      statements.add(
          CanonicalReader.readAll(in.bytes(MAX_STATEMENT_BYTES), SettlementStatement::read));
    }
    var trades = new ArrayList<TradeRow>();
    for (int left = in.count(MAX_ROWS, 34); left > 0; left--) {
      trades.add(TradeRow.read(in));
    }
    return new Disclosure(records, statements, trades);
  }
}
