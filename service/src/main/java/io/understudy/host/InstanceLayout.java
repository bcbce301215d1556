package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Whose habits an instance's places follow.
@Schema(description = "Where an instance's files are: DEBIAN is the layout of Debian's and Ubuntu's packages.")
public enum InstanceLayout {
    DEBIAN
}
