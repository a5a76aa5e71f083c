package dev.gitsync.controller;

/** The agent can't start, for a reason that a person has to mend; the message says what and how. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1L;

    AgentException(String message) {
        super(message);
    }

    AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
