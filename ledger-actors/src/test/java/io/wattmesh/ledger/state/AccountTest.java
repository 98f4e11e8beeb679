package io.wattmesh.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccountTest {
  private static final Account TEN = Account.EMPTY.plus(10);

  @Test
  void no_balance_is_ever_negative_and_locked_tokens_are_not_spent() {
    Account locked = TEN.lock(7, 1);
    assertThat(locked.freeMicros()).isEqualTo(3);
    assertThat(locked.plus(-3).freeMicros()).isZero();
    assertThatThrownBy(() -> locked.plus(-4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TEN.plus(-11)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TEN.lock(11, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> locked.unlock(8)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TEN.plusCredits(-1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sums_beyond_64_bits_throw_and_never_wrap() {
    Account full = Account.EMPTY.plus(Long.MAX_VALUE);
    assertThatThrownBy(() -> full.plus(1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> full.lock(Long.MAX_VALUE, 1).lock(1, 2))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Account.EMPTY.plusCredits(Long.MAX_VALUE).plusCredits(1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Supply(0, 0, Long.MAX_VALUE, 0).mint(1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void an_account_is_its_bytes() {
    Account account = new Account(9, 4, 5, 6, NonceWindow.EMPTY.with(7));
    assertThat(Account.ofBytes(account.toBytes())).isEqualTo(account);
  }
}
