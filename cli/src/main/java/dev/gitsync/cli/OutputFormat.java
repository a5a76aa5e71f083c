package dev.gitsync.cli;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.yaml.Yaml;
import java.io.PrintWriter;

/** The forms for machines. */
enum OutputFormat {
    json,
    yaml;

    void print(Value value, PrintWriter out) {
        switch (this) {
            case json -> out.println(Json.pretty(value));
            case yaml -> out.print(Yaml.print(value));
        }
    }
}
