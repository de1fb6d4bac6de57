package io.espalier.runtime;

import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import java.util.Set;

/// A backend before it is opened: it opens no session.
final class ClosedBackend implements Backend {
  @Override
  public String description() {
    return "closed";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Set.of(), 0);
  }

  @Override
  public Session open(SessionOptions options) {
    throw new IllegalStateException("the backend is closed");
  }

  @Override
  public void close() {}
}
