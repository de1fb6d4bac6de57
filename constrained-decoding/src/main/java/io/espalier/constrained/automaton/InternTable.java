package io.espalier.constrained.automaton;

import java.util.Arrays;

/// One object per shape: open addressing with linear probing. Thread-safe.
///
/// When the table holds more than its cap, it is emptied: states in use live on through their
/// holders, and equal states made later are new objects, which costs time and never correctness.
/// Transitions remembered by the old states are forgotten with it, so that memory is bounded.
public final class InternTable {
  private final int cap;
  private Interned[] table = new Interned[64];
  private int size;

  /// Makes a table that is emptied beyond `cap` entries.
  public InternTable(int cap) {
    this.cap = cap;
  }

  /// Returns the object of the same shape that is in the table, or puts `made` in.
  @SuppressWarnings("unchecked")
  public synchronized <T extends Interned> T intern(T made) {
    int slot = slot(made);
    while (table[slot] != null) {
      if (table[slot].getClass() == made.getClass() && made.sameShape(table[slot])) {
        return (T) table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    if (size >= cap) {
      empty();
      slot = slot(made);
    }
    table[slot] = made;
    if (++size * 2 > table.length) {
      grow();
    }
    return made;
  }

  private int slot(Interned entry) {
    return ((entry.shapeHash() * 0x9E3779B1) >>> 7) & (table.length - 1);
  }

  private void empty() {
    for (Interned entry : table) {
      if (entry instanceof State state) {
        state.forget();
      }
    }
    Arrays.fill(table, null);
    size = 0;
  }

  private void grow() {
    Interned[] old = table;
    table = new Interned[old.length * 2];
    for (Interned entry : old) {
      if (entry != null) {
        int slot = slot(entry);
        while (table[slot] != null) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = entry;
      }
    }
  }

  /// Returns how many objects are in the table.
  public synchronized int size() {
    return size;
  }
}
