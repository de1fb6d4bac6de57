package io.espalier.runtime.backend;

import io.espalier.runtime.backend.Capabilities.Feature;
import java.util.List;
import java.util.stream.Collectors;

/// A program asks for what its backend cannot honour. Thrown before the program runs where that can
/// be seen in its text, and else before the request is sent.
public final class UnsupportedFeatureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Missing> missing;

  /// One thing asked for in vain.
  ///
  /// @param place `file:line:column`, or the path of the branch where no text asks for it
  /// @param feature what is asked for
  /// @param detail what exactly, empty where the feature says it
  public record Missing(String place, Feature feature, String detail) {
    /// Returns what is missing, without its place.
    public String problem() {
      return feature.label() + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  /// Creates the refusal.
  ///
  /// @param backend what generates, for people
  public UnsupportedFeatureException(String backend, List<Missing> missing) {
    super(
        missing.stream()
            .map(one ->
                "%s: %s does not offer %s; %s"
                    .formatted(one.place(), backend, one.problem(), one.feature().alternative()))
            .collect(Collectors.joining("\n")));
    this.missing = List.copyOf(missing);
  }

  /// Returns all that is missing.
  public List<Missing> missing() {
    return missing;
  }
}
