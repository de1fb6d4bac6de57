package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.server.http.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir private static Path folder;
  private static TlsFiles files;
  private static SSLContext trusting;

  /// A key pair of the JDK's own `keytool`, and a client that trusts it.
  @BeforeAll
  static void makeACertificate() throws Exception {
    Path store = folder.resolve("store.p12");
    String password = "password";
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                password,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    Certificate certificate = keys.getCertificate("server");
    Key key = keys.getKey("server", password.toCharArray());
    files =
        new TlsFiles(
            pem("certificate.pem", "CERTIFICATE", certificate.getEncoded()),
            pem("key.pem", "PRIVATE KEY", key.getEncoded()));
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, managers.getTrustManagers(), null);
  }

  private static Path pem(String name, String kind, byte[] content) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
    return Files.writeString(folder.resolve(name), text);
  }

  private static TestServer server() throws IOException {
    return TestServer.on(TestServer.simulated(), ServerOptions.of("tiny", 0).withTls(files));
  }

  @Test
  void answersAndStreamsEncrypted() throws Exception {
    try (var server = server();
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create("https://127.0.0.1:" + server.port() + "/v1/completions"))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"prompt\":\"a\",\"max_tokens\":200,\"ignore_eos\":true,\"stream\":true}"))
              .build();
      for (int i = 0; i < 3; i++) {
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        assertThat(response.sslSession()).isPresent();
      }
      client.shutdownNow();
    }
  }

  @Test
  void speaksNoOldVersionAndNoPlainText() throws Exception {
    try (var server = server()) {
      try (var socket =
          (SSLSocket)
              trusting
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
        assertThat(socket.getSSLParameters().getProtocols()).contains("TLSv1.3");
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
      assertThat(server.exchange("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))
          .doesNotContain("status");
    }
  }

  @Test
  void saysWhichFileIsWrong() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "hello");
    for (TlsFiles wrong :
        new TlsFiles[] {
          new TlsFiles(nonsense, files.key()),
          new TlsFiles(files.certificate(), nonsense),
          new TlsFiles(folder.resolve("missing.pem"), files.key())
        }) {
      assertThatThrownBy(() ->
              TestServer.on(TestServer.simulated(), ServerOptions.of("tiny", 0).withTls(wrong)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(".pem");
    }
  }
}
