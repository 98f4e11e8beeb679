package io.wattmesh.load.ledger;

import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.Burn;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.ParticipantId;

/**
 * The kinds of calls that are measured. Each needs what those before it did: allowances before what
 * is taken from them, agreed trades before their settlement.
 */
enum CallKind {
  PAYMENT_TRANSFER("payment-token transfer") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      return chain.call(caller, new Transfer(other, 1, NO_MEMO).call(nonce));
    }
  },
  APPROVE("payment-token approve") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      byte[] arguments = new Approve(other, 2).toBytes();
      return chain.call(caller, new Call(nonce, Tokens.PAYMENT, Tokens.APPROVE, arguments));
    }
  },
  TRANSFER_FROM("payment-token transfer-from") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      byte[] arguments = new TransferFrom(caller, other, 1).toBytes();
      return chain.call(other, new Call(nonce, Tokens.PAYMENT, Tokens.TRANSFER_FROM, arguments));
    }
  },
  CREDIT_TRANSFER("energy-credit transfer") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      byte[] arguments = new Transfer(other, 1, NO_MEMO).toBytes();
      return chain.call(caller, new Call(nonce, Tokens.CREDIT, Tokens.TRANSFER, arguments));
    }
  },
  CREDIT_BURN("energy-credit burn") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      byte[] arguments = new Burn(1, NO_MEMO).toBytes();
      return chain.call(caller, new Call(nonce, Tokens.CREDIT, Tokens.BURN, arguments));
    }
  },
  TRADE_AGREE("energy-trade agree") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      var trade = new Trade(caller, other, nonce, 1, PRICE_MICROS_PER_MWH);
      byte[] signed = chain.envelope(MessageType.TRADE, other, trade.toBytes()).toBytes();
      return chain.call(caller, new Call(nonce, Trade.CONTRACT, Trade.AGREE, signed));
    }
  },
  TRADE_SETTLE("energy-trade settle") {
    @Override
    byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce) {
      byte[] arguments = new SettleTrade(caller, nonce - 1).toBytes();
      return chain.call(caller, new Call(nonce, Trade.CONTRACT, Trade.SETTLE, arguments));
    }
  };

  private static final byte[] NO_MEMO = {};
  private static final long PRICE_MICROS_PER_MWH = 50_000_000;

  private final String title;

  CallKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** A transaction of this kind; the nonce grows by one from kind to kind and round to round. */
  abstract byte[] make(LedgerChain chain, ParticipantId caller, ParticipantId other, long nonce);
}
