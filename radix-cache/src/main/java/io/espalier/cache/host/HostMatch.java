package io.espalier.cache.host;

import java.util.List;

/// Pages of a [HostTier] that follow one another. Valid until the tier is changed; a page that had
/// to go since is not loaded.
public final class HostMatch {
  final List<HostPage> found;

  HostMatch(List<HostPage> found) {
    this.found = List.copyOf(found);
  }

  /// Returns the number of pages.
  public int pages() {
    return found.size();
  }
}
