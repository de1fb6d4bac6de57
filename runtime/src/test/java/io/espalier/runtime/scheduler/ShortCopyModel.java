package io.espalier.runtime.scheduler;

import io.espalier.runtime.model.Model;

/// A model that forgets the last token of each page it copies.
final class ShortCopyModel extends WrappedModel {

  ShortCopyModel(Model model) {
    super(model);
  }

  @Override
  public void copyPage(int fromPage, int toPage, int tokens) {
    super.copyPage(fromPage, toPage, tokens - 1);
  }
}
