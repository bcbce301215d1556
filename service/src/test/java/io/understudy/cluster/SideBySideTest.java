package io.understudy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void oneThatHangsDelaysNobodyBeyondThePatienceAndIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        long began = System.nanoTime();

        List<String> answers = new SideBySide(Duration.ofMillis(200))
                .ask(
                        List.of("hangs", "answers"),
                        name -> {
                            if (name.equals("hangs")) {
                                try {
                                    never.await();
                                } catch (InterruptedException stopped) {
                                    interrupted.countDown();
                                }
                            }
                            return name + " in time";
                        },
                        name -> name + " too long");

        assertEquals(List.of("hangs too long", "answers in time"), answers);
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(2).toNanos());
        assertTrue(interrupted.await(2, TimeUnit.SECONDS));
    }
}
