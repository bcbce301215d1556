package io.understudy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A host as `lab/lab up` prints it.
///
/// @param fingerprint of its SSH host key, read on the host itself and not over the network
record LabHost(String name, String address, String fingerprint) {
    /// @param listing one host a line: name, address, fingerprint
    static List<LabHost> in(Path listing) throws IOException {
        return Files.readAllLines(listing).stream().map(LabHost::parsed).toList();
    }

    private static LabHost parsed(String line) {
        String[] words = line.split(" ", 3);
        return new LabHost(words[0], words[1], words[2]);
    }
}
