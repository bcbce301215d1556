package io.understudy.step;

/// The two instances that a procedure works on, and the pulse of the job that does it.
public record Target(Node primary, Node standby, Pulse pulse) implements AutoCloseable {
    public Node on(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    /// The same target for one look at it, while nothing is changed: what several steps want to know is asked once.
    public Target remembering() {
        return new Target(primary.remembering(), standby.remembering(), pulse);
    }

    @Override
    public void close() {
        primary.close();
        standby.close();
    }
}
