package io.espalier.runtime.model.loader;

/// Told how far loading has come; called on the loading thread, up to some hundred times.
@FunctionalInterface
public interface LoadListener {
  /// Ignores progress.
  LoadListener NONE = (_, _) -> {};

  /// Reports that `done` of `total` bytes of weights are loaded; the last call has both equal.
  void progress(long done, long total);
}
