package io.espalier.dsl;

/// A program in direct style: Java code on a stream.
///
/// @param <A> argument
/// @param <R> result
@FunctionalInterface
public interface StreamFunction<A, R> {

  /// Appends to the stream and returns the result.
  ///
  /// @throws Exception whatever the program throws; the engine passes it on with the branch's path
  R run(Stream stream, A argument) throws Exception;
}
