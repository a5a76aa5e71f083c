package dev.gitsync.render;

import java.io.IOException;

/** A file is larger than its reader takes. */
public final class FileTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    public FileTooLargeException(String path, long size, int maxBytes) {
        super(path + " has " + size + " bytes, more than the " + maxBytes + " that are read");
    }
}
