package io.espalier.runtime.backend.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.runtime.backend.resilience.CircuitBreaker.State;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class ResilienceTest {
  private final ManualTimeline time = new ManualTimeline();

  @RepeatedTest(50)
  void pausesAreDrawnBelowABoundThatDoubles(RepetitionInfo info) {
    var policy = new RetryPolicy(5, Duration.ofMillis(100), Duration.ofMillis(300));
    var random = new Random(info.getCurrentRepetition());
    long[] bounds = {100, 200, 300, 300};
    for (int failed = 1; failed <= 4; failed++) {
      assertThat(policy.pause(failed, Optional.empty(), random).orElseThrow())
          .isBetween(Duration.ZERO, Duration.ofMillis(bounds[failed - 1]));
    }
    assertThat(policy.pause(5, Optional.empty(), random)).isEmpty();
  }

  @Test
  void waitsAtLeastAsLongAsTheServerAsksAndNotForever() {
    var random = new Random(1);
    assertThat(
            RetryPolicy.DEFAULT.pause(1, Optional.of(Duration.ofSeconds(7)), random).orElseThrow())
        .isBetween(Duration.ofSeconds(7), Duration.ofMillis(7500));
    assertThat(RetryPolicy.DEFAULT.pause(1, Optional.of(Duration.ofHours(1)), random)).isEmpty();
    assertThat(RetryPolicy.NONE.pause(1, Optional.empty(), random)).isEmpty();
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1)))
        .hasMessageContaining("attempts is 0");
  }

  @Test
  void aBreakerOpensAfterFailuresInARowAndLetsOneThroughAfterThePause() {
    var breaker = new CircuitBreaker(new CircuitBreaker.Settings(2, Duration.ofSeconds(10)), time);
    assertThat(breaker.pass()).isTrue();
    breaker.failed();
    assertThat(breaker.pass()).isTrue();
    breaker.succeeded();
    breaker.failed();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    breaker.failed();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.pass()).isFalse();
    time.advance(Duration.ofSeconds(10));
    assertThat(breaker.pass()).isTrue();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.pass()).isFalse();
    breaker.failed();
    assertThat(breaker.pass()).isFalse();
    time.advance(Duration.ofSeconds(10));
    assertThat(breaker.pass()).isTrue();
    breaker.forgotten();
    assertThat(breaker.pass()).isTrue();
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aRateLimitSpacesRequestsAfterItsBurst() throws Exception {
    var limit = new RateLimit(2, time);
    for (int i = 0; i < 6; i++) {
      assertThat(limit.acquire(Duration.ofMinutes(1))).isTrue();
    }
    assertThat(time.pauses()).hasSize(4).allMatch(pause -> pause.equals(Duration.ofMillis(500)));
  }

  @Test
  void aRateLimitRefusesAWaitThatIsTooLong() throws Exception {
    var limit = new RateLimit(0.1, time);
    assertThat(limit.acquire(Duration.ZERO)).isTrue();
    assertThat(limit.acquire(Duration.ofSeconds(9))).isFalse();
    assertThat(limit.acquire(Duration.ofSeconds(11))).isTrue();
    assertThat(new RateLimit(0, time).acquire(Duration.ZERO)).isTrue();
  }
}
