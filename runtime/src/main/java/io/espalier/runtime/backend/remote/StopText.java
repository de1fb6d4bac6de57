package io.espalier.runtime.backend.remote;

import java.util.List;

/// Watches a growing text for the texts that end it. Confined to one thread.
///
/// The one that ends first decides, the longest of those that end at the same place.
final class StopText {
  private final List<String> until;
  private final List<String> stop;
  private final int longest;
  private int searched;
  private int cut = -1;

  /// @param until texts that are dropped
  /// @param stop texts that are kept
  StopText(List<String> until, List<String> stop) {
    this.until = until;
    this.stop = stop;
    int most = 0;
    for (String text : until) {
      most = Math.max(most, text.length());
    }
    for (String text : stop) {
      most = Math.max(most, text.length());
    }
    longest = most;
  }

  /// Looks at the text so far, which only ever grows. Returns whether it has ended.
  boolean isEnded(CharSequence text) {
    if (cut >= 0 || longest == 0) {
      return cut >= 0;
    }
    for (int end = searched + 1; end <= text.length(); end++) {
      int best = -1;
      boolean kept = false;
      for (String candidate : until) {
        if (candidate.length() > best && endsWith(text, end, candidate)) {
          best = candidate.length();
          kept = false;
        }
      }
      for (String candidate : stop) {
        if (candidate.length() > best && endsWith(text, end, candidate)) {
          best = candidate.length();
          kept = true;
        }
      }
      if (best >= 0) {
        cut = kept ? end : end - best;
        return true;
      }
    }
    searched = text.length();
    return false;
  }

  private static boolean endsWith(CharSequence text, int end, String candidate) {
    int start = end - candidate.length();
    if (start < 0) {
      return false;
    }
    for (int i = 0; i < candidate.length(); i++) {
      if (text.charAt(start + i) != candidate.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Returns how much of the text belongs to it for certain, whatever follows.
  int certain(CharSequence text) {
    if (cut >= 0) {
      return cut;
    }
    int certain = Math.max(0, text.length() - Math.max(0, longest - 1));
    boolean splits = certain > 0 && Character.isHighSurrogate(text.charAt(certain - 1));
    return splits ? certain - 1 : certain;
  }

  /// Returns the whole text without what lies behind its end.
  String cut(CharSequence text) {
    return text.subSequence(0, cut >= 0 ? cut : text.length()).toString();
  }

  /// Returns whether a stop text was found.
  boolean found() {
    return cut >= 0;
  }
}
