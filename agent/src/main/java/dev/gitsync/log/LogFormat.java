package dev.gitsync.log;

/** How a log line is written. */
public enum LogFormat {
    /** For a person. */
    TEXT,
    /** One flat JSON object. */
    JSON
}
