package io.espalier.runtime.server.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/// The files that a server proves itself with.
///
/// @param certificate chain in PEM, the server's own certificate first
/// @param key private key in PEM, PKCS #8, not encrypted
public record TlsFiles(Path certificate, Path key) {

  /// Reads the files, once: a new certificate takes a new start. TLS 1.2 and 1.3, by the JDK.
  ///
  /// @throws IOException when they cannot be read or do not fit each other
  SslContext open() throws IOException {
    for (Path file : new Path[] {certificate, key}) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read %s, which TLS needs".formatted(file));
      }
    }
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "no TLS with certificate %s and key %s, which must be PEM, the key in PKCS #8: %s"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }
}
