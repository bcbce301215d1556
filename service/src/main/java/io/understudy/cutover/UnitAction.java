package io.understudy.cutover;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(description = "What becomes of a systemd unit.")
public enum UnitAction {
    STOP,
    START
}
