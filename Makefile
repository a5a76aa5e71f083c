.DEFAULT_GOAL := help
.PHONY: help demo test build bench soak format clean
# Maven itself runs on the JDK that also compiles, which the formatter needs.
MVN = JAVA_HOME="$$(bin/find-jdk --with-javac)" mvn

help: ## print these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 14
demo: build ## build, then show the main job on a cluster of its own on this machine; Ctrl-C ends it
	bin/gitsync demo
test: ## build, and run every test against a real API server and real Git servers
	$(MVN) verify
build: ## build bin/gitsync, without tests
	$(MVN) -q package -Dmaven.test.skip=true -Djacoco.skip=true
bench: build ## measure gitsync against a bare client, and the engines by JMH
	bin/bench
soak: build ## the long sweeps: kill -9 at random moments, many edits
	$(MVN) verify -Dgroups=soak -DexcludedGroups= -Djacoco.skip=true
format: ## format the sources
	$(MVN) spotless:apply
clean: ## remove what was built here
	$(MVN) clean
