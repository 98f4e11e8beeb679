package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.model.Hash;

/**
 * Salted commitments to participants' personal records, one each, put and replaced by whom it is
 * of. The records themselves are beside the ledger: erasing one leaves every block as it is.
 */
final class PersonalRecordAnchor implements Contract {
  private static final byte[] NOTHING = new byte[0];

  @Override
  public String name() {
    return PersonalRecords.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case PersonalRecords.ANCHOR -> anchor(PersonalRecords.ofBytes(arguments), context);
      case PersonalRecords.WITHDRAW -> withdraw(arguments, context);
      case PersonalRecords.COMMITMENT_OF ->
          context.read(key(BalanceOf.ofBytes(arguments).owner().value())).orElse(NOTHING);
      default ->
          throw new CallRefusedException(
              OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
    };
  }

  private static String key(String participant) {
    return PersonalRecords.stateKey(participant);
  }

  private static byte[] anchor(Hash commitment, ContractContext context) {
    context.write(key(context.caller().value()), commitment.bytes());
    context.emit("anchored", context.caller(), commitment);
    return NOTHING;
  }

  private static byte[] withdraw(byte[] arguments, ContractContext context) {
    CanonicalReader.readAll(arguments, in -> NOTHING);
    context.remove(key(context.caller().value()));
    context.emit("withdrawn", context.caller());
    return NOTHING;
  }
}
