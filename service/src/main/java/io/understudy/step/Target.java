package io.understudy.step;

/// The two instances that a procedure works on, and the pulse of the job that does it.
public record Target(Node primary, Node standby, Pulse pulse) implements AutoCloseable {
    public Node on(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    @Override
    public void close() {
        primary.close();
        standby.close();
    }
}
