package io.espalier.cache.host;

import org.jspecify.annotations.Nullable;

/// The pages that have a place, from the one used longest ago. All operations are O(1).
final class UseOrder {
  private @Nullable HostPage oldest;
  private @Nullable HostPage newest;

  @Nullable HostPage oldest() {
    return oldest;
  }

  void add(HostPage page) {
    page.older = newest;
    page.newer = null;
    if (newest == null) {
      oldest = page;
    } else {
      newest.newer = page;
    }
    newest = page;
  }

  void remove(HostPage page) {
    if (page.older == null) {
      oldest = page.newer;
    } else {
      page.older.newer = page.newer;
    }
    if (page.newer == null) {
      newest = page.older;
    } else {
      page.newer.older = page.older;
    }
    page.older = null;
    page.newer = null;
  }

  void touch(HostPage page) {
    if (page != newest) {
      remove(page);
      add(page);
    }
  }
}
