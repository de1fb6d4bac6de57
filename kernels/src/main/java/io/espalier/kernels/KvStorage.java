package io.espalier.kernels;

/// Pages of keys and values, the same page ids in every layer. A *slot* is `page · 16 + offset`,
/// the place of one token. The layout inside a page is the implementation's own. Who owns which
/// page is none of its business.
public interface KvStorage extends AutoCloseable {
  /// Tokens in a page.
  int PAGE_TOKENS = 16;

  /// Layers, heads and format.
  KvShape shape();

  /// Pages; ids are 0 until this.
  int pages();

  /// Copies the first `tokens` tokens of page `from` to page `to` in all layers.
  void copyPage(int from, int to, int tokens);

  /// Copies one token from slot `from` to slot `to` in all layers, as when a branch of a tree is
  /// accepted.
  void copySlot(int from, int to);

  @Override
  void close();
}
