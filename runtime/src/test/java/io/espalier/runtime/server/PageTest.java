package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The page as files; [PageInBrowserTest] uses it.
class PageTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/[^\"]*)\"");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.on(TestServer.simulated());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servesEveryFileThatThePageAsksFor() throws Exception {
    Set<String> seen = new HashSet<>();
    follow("/", seen);
    assertThat(seen).contains("/page/main.js", "/page/page.css", "/page/highlight.js");
  }

  private void follow(String path, Set<String> seen) throws Exception {
    if (!seen.add(path)) {
      return;
    }
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    var links = LINK.matcher(response.body());
    while (links.find()) {
      follow(links.group(1), seen);
    }
    var imports = IMPORT.matcher(response.body());
    while (path.endsWith(".js") && imports.find()) {
      follow("/page/" + imports.group(1), seen);
    }
  }

  @Test
  void allowsNoOtherOriginAndNoInlineScript() throws Exception {
    HttpResponse<String> page = server.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).doesNotContain("http://", "https://", "<script>", "style=");
  }

  @Test
  void hasNoOtherFiles() throws Exception {
    assertThat(server.get("/page/package-info.java").statusCode()).isEqualTo(404);
    assertThat(server.get("/page/..%2FServer.class").statusCode()).isEqualTo(404);
  }
}
