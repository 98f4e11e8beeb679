package io.wattmesh.ledger.transaction;

/** What became of a transaction, or of one bid or reading in it. */
public enum OutcomeCode {
  ACCEPTED(0),
  /** The bytes are no transaction, or a part of it is malformed. */
  MALFORMED(1),
  /** The signer is not registered for this. */
  UNKNOWN_SIGNER(2),
  /** The signature does not hold for this chain and epoch. */
  BAD_SIGNATURE(3),
  /** The interval's gate is still open by block time. */
  GATE_OPEN(4),
  /** The deadline has passed by block time. */
  TOO_LATE(5),
  /** The same thing was committed before, or a call's nonce is used. */
  DUPLICATE(6),
  /** The interval is not in the state that this needs. */
  WRONG_INTERVAL_STATUS(7),
  /** The bus is not the signer's. */
  WRONG_BUS(8),
  /** The interval is not the book's. */
  WRONG_INTERVAL(9),
  /** The nonce is not above the participant's last, or below the window of its calls. */
  STALE_NONCE(10),
  /** The curve exceeds the participant's registered device limits. */
  BEYOND_DEVICE_LIMITS(11),
  /** The free balance does not cover the most that the bid can cost. */
  INSUFFICIENT_COLLATERAL(12),
  /** The clearing names other books than the committed ones. */
  WRONG_BOOKS(13),
  /** The clearing certificate does not hold. */
  INVALID_CERTIFICATE(14),
  /** The schedule that the aggregator booked with the bid does not keep the bid's request. */
  INFEASIBLE_SCHEDULE(15),
  /** The block has the same transaction before: what it could do it did, or was refused, there. */
  REPEATED(16),
  /** The next validators are not approved, or a new key is not proven to be held. */
  UNAPPROVED_VALIDATORS(20),
  /** The messages do not contradict each other, or their signatures do not hold. */
  NO_EVIDENCE(21),
  /** No contract has the method that the call names. */
  UNKNOWN_METHOD(22),
  /** The call's arguments are none of its method. */
  BAD_ARGUMENTS(23),
  /** Nobody of that name can have tokens. */
  UNKNOWN_RECIPIENT(24),
  /** The free balance does not cover the amount. */
  INSUFFICIENT_FUNDS(25),
  /** The call's next step would have gone beyond its gas limit. */
  OUT_OF_GAS(26),
  /** The owner has not approved so much. */
  INSUFFICIENT_ALLOWANCE(27),
  /** The caller is not the trade's buyer under this nonce, or another than the seller signed. */
  NOT_A_PARTY(28),
  /** No such trade waits: it was never agreed to, or is settled. */
  UNKNOWN_TRADE(29),
  /** An amount leaves 64 bits. */
  OVERFLOW(30),
  /** The contract broke a rule of contracts: it is at fault, not the caller. */
  CONTRACT_FAILED(31),
  /** There is no such award in a cleared interval that is not settled. */
  UNKNOWN_COMMITMENT(32),
  /** The commitment is not the giver's, or the caller is neither its owner nor approved. */
  NOT_THE_OWNER(33),
  /** The award costs whoever owns it. */
  NOT_TRANSFERABLE(34),
  /** A change of the proposal can't be made: it names what is not there, or nothing could go on. */
  INVALID_PROPOSAL(40),
  /** No proposal of this id is open. */
  UNKNOWN_PROPOSAL(41),
  /** As many proposals as there may be are open, of the proposer or of all. */
  TOO_MANY_PROPOSALS(42),
  /** The contract was retired. */
  UNREGISTERED_CONTRACT(43),
  /** The notice names a branch that is not there, limits that cross, or an old revision. */
  INVALID_NETWORK(44),
  /** With what is to be issued there would be more tokens than genesis allows. */
  ISSUANCE_CAP(50),
  /** Tokens were issued or redeemed for the same payment before. */
  REFERENCE_USED(51),
  /** The caller, or who is asked to pay, is not the issuer that this needs. */
  NOT_THE_ISSUER(52),
  /** A deposit can't be freed while other tokens of its owner are locked. */
  DEPOSIT_IN_USE(53),
  /** The reading is of nobody at the oracle's bus, or beyond the device limits. */
  IMPOSSIBLE_READING(54),
  /** A reading of the participant was settled, or corrected, before. */
  NOTHING_TO_CORRECT(55),
  /** The interval is not one that contracts can be made, or cancelled, for. */
  NOT_AHEAD(56),
  /** As many contracts for difference as there can be wait for the interval. */
  TOO_MANY_CONTRACTS(57),
  /** The acknowledgement is no aggregator's promise about the bid that is shown with it. */
  NO_PROMISE(60),
  /** What is shown of the book does not prove that the acknowledged bid is missing. */
  NOT_OMITTED(61),
  /** The market's bids are not sealed, or the interval's books are not closed yet. */
  NOTHING_TO_REVEAL(70),
  /** No sealed bid of the participant waits to be opened. */
  NO_SEALED_BID(71),
  /** The salt and the bid are not what the participant had sealed. */
  WRONG_OPENING(72),
  /** A participant opens its own bid alone; others' are for the aggregators of their bus. */
  NOT_ITS_OWN(73);

  private final int code;

  OutcomeCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
