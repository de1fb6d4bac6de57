package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/// The page in a headless Chromium: run, cancel, errors in place. Skipped where `chromium` and
/// `chromedriver` are not on the PATH.
@Timeout(120)
class PageInBrowserTest {
  private static final String TREE =
      """
      prompt tree(name: string) -> string[] {
        "Tips on \\{name}"
        let tips = fork i in ["one", "two"] {
          " \\{i}:\\[tip: string, max: 30, until: "\\n"]"
          yield tip.trim()
        }
        return tips
      }
      """;
  private static final String ENDLESS =
      """
      prompt endless() -> string {
        "a\\[v: string(r"[a-z]{2900,3000}"), max: 3500]"
        return v
      }
      """;

  @TempDir private static Path profile;
  private static HeldModel held;
  private static TestServer server;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> chromium = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "chromium and chromedriver are not on the PATH");
    held =
        new HeldModel(
            TestServer.scripted(
                new Line("Tips on tea one:", " boil\n"),
                new Line("Tips on tea two:", " wait\n"),
                new Line("Hello<|im_end|>\n<|im_start|>assistant\n", "Good day.<|im_end|>")));
    server = TestServer.on(held);
    var options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--window-size=1200,900",
        "--user-data-dir=" + profile);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build(),
            options);
    browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(15));
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    // From a place where the page does not run, so that it cannot save what it had.
    browser.get("http://127.0.0.1:" + server.port() + "/health");
    browser.executeScript("localStorage.clear()");
    browser.manage().logs().get(LogType.BROWSER);
    browser.get("http://127.0.0.1:" + server.port() + "/");
    browser.findElement(By.id("argument-question"));
  }

  private static void write(String source) {
    WebElement area = browser.findElement(By.cssSelector("#editor textarea"));
    browser.executeScript(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
        area,
        source);
  }

  private static String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  /// Keeps what is seen as `NAME.png`, where a folder for that is given.
  private static void keepPicture(String name) throws IOException {
    String folder = System.getenv("ESPALIER_PICTURES");
    if (folder != null) {
      Files.write(Path.of(folder, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  private static void assertNoErrorsInTheConsole() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
  }

  @Test
  void runsAProgramAndShowsItsBranches() throws Exception {
    write(TREE);
    WebElement name = browser.findElement(By.id("argument-name"));
    name.sendKeys("tea");
    name.sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
    browser.findElement(By.cssSelector("#outcome pre"));
    assertThat(text("outcome")).contains("\"boil\"", "\"wait\"");
    assertThat(browser.findElements(By.cssSelector(".children .branch"))).hasSize(2);
    assertThat(browser.findElement(By.cssSelector("[data-path='tree/tips[1]']")).getText())
        .contains("tip", "wait");
    assertThat(text("summary")).startsWith("done").contains("3 branches");
    assertThat(browser.findElements(By.cssSelector(".value .sampled"))).isNotEmpty();
    assertNoErrorsInTheConsole();
    keepPicture("playground");
  }

  /// What the page gives to paste into Java compiles against this project.
  @Test
  void sharesJavaThatCompiles() throws Exception {
    write(TREE);
    browser.findElement(By.id("argument-name")).sendKeys("te\"a");
    browser.findElement(By.id("share")).click();
    browser.findElement(By.cssSelector("[data-as='java']")).click();
    String snippet = text("snippet");
    assertThat(snippet).contains("Engine.open");
    String imports =
        snippet
            .lines()
            .filter(line -> line.startsWith("import "))
            .collect(Collectors.joining("\n"));
    String statements =
        snippet
            .lines()
            .filter(line -> !line.startsWith("import "))
            .collect(Collectors.joining("\n"));
    Path file =
        Files.writeString(
            profile.resolve("Shared.java"),
            imports
                + "\nclass Shared { static void run() throws Exception {\n"
                + statements
                + "\n} }\n");
    var errors = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                errors,
                errors,
                "-proc:none",
                "-d",
                profile.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertThat(status).as(snippet + errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  @Test
  void showsErrorsInPlace() {
    write("prompt x() -> strin {\n  return y\n}\n");
    assertThat(browser.findElement(By.cssSelector("#diagnostics li")).getText())
        .contains("1:15", "strin");
    assertThat(browser.findElement(By.cssSelector(".wrong")).getText()).isEqualTo("strin");

    write(TREE);
    WebElement name = browser.findElement(By.id("argument-name"));
    assertThat(text("diagnostics")).isEmpty();
    name.sendKeys("x".repeat(5000));
    browser.findElement(By.id("run")).click();
    assertThat(browser.findElement(By.cssSelector("#outcome [role=alert]")).getText())
        .contains("5007", "4096");
  }

  @Test
  void cancelsARun() {
    write(ENDLESS);
    browser.findElement(By.cssSelector("#prompt option[value='endless'], #prompt option"));
    TestServer.await(() -> text("prompt").equals("endless"));
    held.hold();
    browser.findElement(By.id("run")).click();
    browser.findElement(By.cssSelector(".branch.running"));
    browser.findElement(By.id("cancel")).click();
    held.free();
    TestServer.await(() -> text("summary").startsWith("cancelled"));
    assertThat(browser.findElements(By.cssSelector(".branch.running"))).isEmpty();
    server.awaitIdle();
  }

  @Test
  void chatsAndFitsANarrowScreen() {
    browser.manage().window().setSize(new Dimension(500, 800));
    try {
      browser.findElement(By.id("tab-chat")).click();
      WebElement words = browser.findElement(By.id("words"));
      words.sendKeys("Hello");
      words.sendKeys(Keys.ENTER);
      browser.findElement(By.cssSelector(".message.assistant:not(:empty)"));
      assertThat(browser.findElement(By.cssSelector(".message.user")).getText()).isEqualTo("Hello");
      assertThat(
              browser.executeScript(
                  "return document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo(true);
    } finally {
      browser.manage().window().setSize(new Dimension(1200, 900));
    }
  }
}
