package io.espalier.runtime.server.http;

/// The client closed the connection, or does not read what it is sent. Nobody is left to tell.
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(String message) {
    super(message);
  }
}
