// Command yaml-oracle records what Go's sigs.k8s.io/yaml, the YAML of kubectl and kustomize, makes of the cases in
// ../../resources/dev/gitsync/yaml/cases.jsonl: the JSON of each text, or that it is an error, and how that JSON is
// printed as YAML. Add a case by a line that has only "yaml" (or only "json", for printing), and then run, here:
//
//	go run . ../../resources/dev/gitsync/yaml/cases.jsonl
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

type testCase struct {
	// YAML is the text that is read; absent where a case is only about printing.
	YAML *string `json:"yaml,omitempty"`
	// JSON is what Go makes of it.
	JSON json.RawMessage `json:"json,omitempty"`
	// Error says that Go refuses the text.
	Error bool `json:"error,omitempty"`
	// Ours is what gitsync makes of it where that differs on purpose ("error", or JSON), for the reason Why.
	Ours json.RawMessage `json:"ours,omitempty"`
	// OursPrinted is how gitsync prints JSON where that differs on purpose, for the reason Why.
	OursPrinted string `json:"oursPrinted,omitempty"`
	Why         string `json:"why,omitempty"`
	// Printed is how Go prints JSON; absent where it can't.
	Printed string `json:"printed,omitempty"`
}

func main() {
	file := os.Args[1]
	text, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c testCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			log.Fatalf("%s: %v", lines.Text(), err)
		}
		c.record()
		if err := encoder.Encode(c); err != nil {
			log.Fatal(err)
		}
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func (c *testCase) record() {
	c.Error, c.Printed = false, ""
	if c.YAML != nil {
		c.JSON = nil
		converted, err := yaml.YAMLToJSON([]byte(*c.YAML))
		if err != nil {
			c.Error = true
			return
		}
		c.JSON = converted
	}
	// Go can't print some control characters, since it reads the JSON as YAML.
	if printed, err := yaml.JSONToYAML(c.JSON); err == nil {
		c.Printed = string(printed)
	}
}
