package dev.gitsync.yaml;

/**
 * Text that was to be YAML is not, or is more than the limits allow; unchecked. The message is {@code file:line:column:
 * problem}, for the person who wrote the file. It may hold names of keys, tags and anchors, and never a value, which may
 * be a secret.
 */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final int column;
    private final String problem;

    YamlException(String file, int line, int column, String problem) {
        super(file + (line > 0 ? ":" + line + ":" + column : "") + ": " + problem);
        this.file = file;
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    public String file() {
        return file;
    }

    /** The line, from 1; 0 where the problem is with the file as a whole. */
    public int line() {
        return line;
    }

    /** The column, from 1; 0 where the problem is with the file as a whole. */
    public int column() {
        return column;
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }
}
