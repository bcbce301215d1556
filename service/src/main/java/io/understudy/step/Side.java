package io.understudy.step;

/// Which of the two hosts of a [Target] is meant.
public enum Side {
    PRIMARY,
    STANDBY
}
