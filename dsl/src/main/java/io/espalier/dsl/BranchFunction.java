package io.espalier.dsl;

/// The body of one branch of a fork or race.
///
/// @param <T> item
/// @param <R> result
@FunctionalInterface
public interface BranchFunction<T, R> {

  /// Appends to the branch and returns its result.
  ///
  /// @throws Exception whatever the branch throws
  R run(Stream branch, T item) throws Exception;
}
