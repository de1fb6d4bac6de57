package io.espalier.constrained.mask;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cap on the bytes that the masks of all constraints of a vocabulary take together. Thread-safe.
///
/// When it is passed, the constraint whose masks were asked for longest ago loses them, then the
/// next, until a quarter is free: masks of one constraint are used together, and a mask costs
/// microseconds to make again. Constraints nobody holds any more drop out by themselves.
final class MaskBudget {
  private static final int MIN_LIVE = 64;

  private final long cap;
  private final List<Account> accounts = new ArrayList<>();
  private int live = MIN_LIVE;
  private long total;
  private volatile long now;

  /// Makes a budget of `cap` bytes.
  MaskBudget(long cap) {
    this.cap = cap;
  }

  /// The bytes of one constraint.
  static final class Account extends WeakReference<MaskStore> {
    private long bytes;

    Account(MaskStore store) {
      super(store);
    }
  }

  /// Returns a time that grows as masks are made.
  long now() {
    return now;
  }

  /// Opens an account for `store`, which is forgotten when the store is.
  synchronized Account open(MaskStore store) {
    Account made = new Account(store);
    if (accounts.size() >= 2 * live) {
      forgetCollected();
      live = Math.max(MIN_LIVE, accounts.size());
    }
    accounts.add(made);
    return made;
  }

  /// Counts `bytes` more on `account`, and makes room where the cap is passed.
  synchronized void add(Account account, long bytes) {
    now++;
    account.bytes += bytes;
    total += bytes;
    if (total > cap) {
      forgetCollected();
      while (total > cap - cap / 4) {
        Account oldest = oldest(account);
        free(oldest == null ? account : oldest);
        if (oldest == null) {
          return;
        }
      }
    }
  }

  private void free(Account account) {
    MaskStore store = account.get();
    if (store != null) {
      store.clear();
    }
    total -= account.bytes;
    account.bytes = 0;
  }

  private void forgetCollected() {
    for (Iterator<Account> each = accounts.iterator(); each.hasNext(); ) {
      Account account = each.next();
      if (account.refersTo(null)) {
        total -= account.bytes;
        each.remove();
      }
    }
  }

  /// Returns the account with bytes on it not asked for the longest, the asking one left out; null
  /// where there is no other.
  private @Nullable Account oldest(Account asking) {
    Account best = null;
    long least = Long.MAX_VALUE;
    for (Account account : accounts) {
      MaskStore store = account.get();
      if (store != null && account != asking && account.bytes > 0 && store.lastUse() < least) {
        least = store.lastUse();
        best = account;
      }
    }
    return best;
  }

  /// Returns the bytes counted.
  synchronized long bytes() {
    return total;
  }
}
