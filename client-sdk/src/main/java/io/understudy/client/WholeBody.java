package io.understudy.client;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;

/// Reads an answer to its end before it hands it on: a connection that breaks in the middle of an answer is
/// a failed attempt, too, and a refusal can be read twice.
final class WholeBody<T> implements BodyHandler<T> {
    private final BodyHandler<T> taker;
    private volatile byte[] bytes = new byte[0];

    WholeBody(BodyHandler<T> taker) {
        this.taker = taker;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public BodySubscriber<T> apply(ResponseInfo info) {
        return BodySubscribers.mapping(BodySubscribers.ofByteArray(), read -> {
            bytes = read;
            return handed(taker.apply(info), ascii(read));
        });
    }

    private static <T> T handed(BodySubscriber<T> taker, byte[] body) {
        taker.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        taker.onNext(List.of(ByteBuffer.wrap(body)));
        taker.onComplete();
        return taker.getBody().toCompletableFuture().join();
    }

    /// The generated code reads text in the platform's charset, which up to Java 17 need not be UTF-8. All
    /// of them agree on ASCII, and JSON can say everything in it.
    private static byte[] ascii(byte[] json) {
        if (Charset.defaultCharset().equals(StandardCharsets.UTF_8)) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length);
        new String(json, StandardCharsets.UTF_8)
                .chars()
                .forEach(c -> text.append(c < 128 ? Character.toString(c) : "\\u%04x".formatted(c)));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
