package io.espalier.runtime.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(-5);

  private Quota quota(long requests, long tokens) {
    return new Quota(
        requests == 0 ? OptionalLong.empty() : OptionalLong.of(requests),
        tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens),
        clock::get);
  }

  private static Duration refused(Quota quota) {
    try {
      quota.admit();
      return Duration.ZERO;
    } catch (RequestException e) {
      assertThat(e.status()).isEqualTo(429);
      return e.retryAfter();
    }
  }

  @Test
  void letsAMinutesWorthBeginAtOnceAndThenRefillsEvenly() {
    Quota quota = quota(6, 0);
    for (int i = 0; i < 6; i++) {
      quota.admit();
    }
    assertThat(refused(quota)).isEqualTo(Duration.ofSeconds(10));
    clock.addAndGet(4 * SECOND);
    assertThat(refused(quota)).isEqualTo(Duration.ofSeconds(6));
    clock.addAndGet(6 * SECOND);
    quota.admit();
    assertThat(refused(quota)).isEqualTo(Duration.ofSeconds(10));
    clock.addAndGet(3600 * SECOND);
    for (int i = 0; i < 6; i++) {
      quota.admit();
    }
    assertThat(refused(quota)).isPositive();
  }

  @Test
  void makesALaterRequestWaitForWhatAnEarlierTookTooMuch() {
    Quota quota = quota(0, 600);
    quota.admit();
    quota.spend(700);
    assertThat(refused(quota)).isEqualTo(Duration.ofMillis(10_100));
    clock.addAndGet(10_100_000_000L);
    quota.admit();
  }

  @Test
  void takesNoRequestForOneThatLacksTokens() {
    Quota quota = quota(1, 60);
    quota.spend(60);
    assertThat(refused(quota)).isEqualTo(Duration.ofSeconds(1));
    clock.addAndGet(SECOND);
    quota.admit();
  }

  /// However requests come, no minute-long window admits more than twice the allowance, and waiting
  /// as long as one is told is always enough.
  @RepeatedTest(50)
  void neverAdmitsMoreThanItsRate(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    int perMinute = 1 + random.nextInt(30);
    Quota quota = quota(perMinute, 0);
    long admitted = 0;
    long start = clock.get();
    for (int i = 0; i < 400; i++) {
      clock.addAndGet(random.nextLong(5 * SECOND));
      Duration wait = refused(quota);
      if (wait.isZero()) {
        admitted++;
      } else if (random.nextInt(4) == 0) {
        clock.addAndGet(wait.toNanos());
        assertThat(refused(quota)).isZero();
        admitted++;
      }
      double minutes = (clock.get() - start) / (60.0 * SECOND);
      assertThat((double) admitted).isLessThanOrEqualTo(perMinute * (1 + minutes) + 1e-6);
    }
  }

  private static final String HASH =
      "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

  @Test
  void isReadFromTheLineOfItsKey(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keys");
    Files.writeString(file, "one:" + HASH + "  tokens=5 requests=2 \n");
    var holder = ApiKeys.read(file).holder("Bearer secret", "").orElseThrow();
    assertThat(holder.tenant().name()).isEqualTo("one");
    assertThat(holder.quota().countsTokens()).isTrue();
    holder.quota().admit();
    holder.quota().admit();
    assertThat(refused(holder.quota())).isPositive();
    assertThat(ApiKeys.read(file).holder("", "wrong")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests",
        "requests=0",
        "requests=x",
        "wishes=3",
        "tokens=1 tokens=2",
        "tokens=-4"
      })
  void refusesALineItCannotRead(String limits, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("keys");
    Files.writeString(file, "# first\none:" + HASH + " " + limits + "\n");
    assertThatThrownBy(() -> ApiKeys.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keys:2");
  }
}
