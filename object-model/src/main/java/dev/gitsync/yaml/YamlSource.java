package dev.gitsync.yaml;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A text of YAML under its file's name: where events and errors come from. */
record YamlSource(String text, String file) {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            // The size is checked before, in bytes and with a message of ours.
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();

    /** The text's parse events from the start, each read when it is asked for. */
    Events events() {
        return new Events(this, new Parse(SETTINGS).parseString(text).iterator());
    }

    YamlException error(Event at, String problem) {
        return error(at.getStartMark(), problem);
    }

    private YamlException error(Optional<Mark> mark, String problem) {
        return mark.map(place -> new YamlException(file, place.getLine() + 1, place.getColumn() + 1, problem))
                .orElseGet(() -> new YamlException(file, 0, 0, problem));
    }

    /** An iterator over events that reports errors as {@link YamlException}. */
    static final class Events {
        private final YamlSource source;
        private final Iterator<Event> events;

        private Events(YamlSource source, Iterator<Event> events) {
            this.source = source;
            this.events = events;
        }

        Event next() {
            try {
                return events.next();
            } catch (MarkedYamlEngineException e) {
                throw source.error(e.getProblemMark().or(e::getContextMark), source.describe(e));
            } catch (ReaderException e) {
                throw source.unreadable(e);
            } catch (YamlEngineException e) {
                throw new YamlException(source.file, 0, 0, "invalid YAML");
            }
        }
    }

    private String describe(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "invalid YAML" : e.getProblem();
        String context = e.getContext();
        return context == null || context.isEmpty()
                ? problem
                : problem + " (" + context
                        + e.getContextMark()
                                .map(mark -> ", line " + (mark.getLine() + 1))
                                .orElse("") + ")";
    }

    private YamlException unreadable(ReaderException e) {
        int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        int line =
                1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
        int column = end - text.lastIndexOf('\n', end - 1);
        return new YamlException(
                file,
                line,
                column,
                String.format("the control character U+%04X is not allowed in YAML", e.getCodePoint()));
    }
}
