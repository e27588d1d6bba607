# One goal for each thing that a contributor does; .ci/run is a list of them. A stage runs once for each call of make,
# whichever goals want it, so `make check test` runs no test twice.
SHELL := /bin/bash
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help check test golden run build size bench-cold bench-engine bench-storm check-storm performance cost simulation simulation-million mutants docs pictures dashboards deny format lint lint-pure lint-apart lint-aws \
	fuzz fetch test-pure test-cli test-published test-aws test-template test-e2e summary

# The results of this call of make.
export STAGES := target/stages/$(shell date +%Y%m%dT%H%M%S)-$(shell echo $$PPID)
stage := @.ci/stage

EVENT ?= events/cloudwatch_alarm/endpoint-5xx-alarm.json
ARCH ?= arm64
FUZZ_SECONDS ?= 60

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: format test-pure lint-pure test-cli summary ## for each save: format, lints and tests of what needs no AWS SDK

test: test-pure test-cli test-published test-aws test-template test-e2e summary ## ALL tests, the local AWS included; installs what it needs, says what it skipped

golden: ## write the expected results anew; read the diff before you commit it
	UPDATE_GOLDENS=1 cargo test --quiet --locked -p alert-core
	BLESS=1 cargo test --quiet --locked -p alert-router
	git --no-pager diff --stat

run: ## the page for one event: make run EVENT=events/raw/plain-json.json
	@cargo run --quiet --locked -- page $(EVENT)

build: ## the functions as sam deploys them, with the sizes of their zips: make build ARCH=x86_64
	tests/local_aws/build.sh $(ARCH)

size: ## the zips that the tests here run, built if need be, against their budget
	$(stage) $@ .ci/with-parts sam -- tests/local_aws/build.sh x86_64

bench-cold: size ## starts, first pages and warm ones of the functions beside an empty one; instructions and memory against their budget (needs valgrind)
	$(stage) $@ bench/cold/run

bench-engine: ## instructions of each step of a decision, with 10 and with 10,000 rules, against their budget (needs valgrind)
	$(stage) $@ bench/engine/run count

bench-storm: ## ten thousand alarms at once, copies, flapping: beside a real Alertmanager; writes docs/PERFORMANCE.md (10 minutes)
	$(stage) $@ bench/record storm bench/storm/run

check-storm: ## our half of it at a tenth of the size: pages, bounds and calls, against their budget
	$(stage) $@ bench/storm/run check

performance: size bench-storm ## every bench, written to docs/PERFORMANCE.md
	bench/record engine --text bench/engine/run count
	bench/record speed --text bench/engine/run speed
	bench/record cold bench/cold/run
	bench/record peers bench/cold/run peers

cost: ## docs/COST.md and docs/SCALE.md anew: counted calls times list prices, and where a storm meets a limit
	BLESS=1 cargo test --quiet --locked -p alert-router --test cost
	git --no-pager diff --stat

simulation: ## 20,000 seeded histories that do all they can to break the promises
	$(stage) $@ cargo simulation --quiet --locked

simulation-million: ## 1,000,000 of them, with --keep-going: an hour on two cores
	cargo simulation --quiet --locked -- --seeds 1000000 --keep-going

mutants: ## is the simulation able to fail? The engine broken in a dozen ways, each of which it must catch
	$(stage) $@ tests/mutants/run.sh

docs: ## the API's documentation, without a warning
	$(stage) $@ env RUSTDOCFLAGS='-D warnings' cargo doc --quiet --locked --workspace --all-features --no-deps

pictures: ## the pictures of README.md, photographed in Chromium from page --preview (apt-get and npm install what it needs)
	docs/pictures/draw

dashboards: ## the pictures of docs/DASHBOARDS.md: the dashboards of monitoring/ with sample data, drawn in Chromium
	docs/dashboards/draw

deny: ## licences, forbidden crates, sources, advisories
	$(stage) $@ .ci/deny

format: ## is everything formatted? (cargo fmt --all mends it)
	$(stage) $@ cargo fmt --all --check

lint: lint-pure lint-apart lint-aws ## clippy on everything

lint-pure: ## clippy on what needs no AWS SDK
	$(stage) $@ cargo clippy --quiet --locked --all-targets -- -D warnings

lint-apart: ## clippy on the benches and the fuzzer, which are workspaces of their own
	$(stage) $@ .ci/lint-apart

lint-aws: ## clippy on the whole workspace with every feature, and on what ingest alone is built of
	$(stage) $@ cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings
	$(stage) $@-ingest cargo clippy --quiet --locked --package ingest -- -D warnings

fuzz: ## what reads events, with inputs that libFuzzer makes up, on stable Rust: FUZZ_SECONDS=600 make fuzz
	$(stage) $@ fuzz/run $(FUZZ_SECONDS)

fetch: ## every crate, so that the times of the other goals are not the network's
	$(stage) $@ cargo fetch --locked --quiet

test-pure: ## tests of core and pipeline
	$(stage) $@ cargo test --quiet --locked -p alert-core -p alert-pipeline -- --show-output

test-cli: ## tests of the command line, of the README and of the import rule
	$(stage) $@ cargo test --quiet --locked -p alert-router -- --show-output

test-published: ## each receiver's payloads against what its channel publishes: types, schemas, models
	$(stage) $@ .ci/with-parts published -- tests/published/run.sh --quiet -rs

test-aws: ## tests of the adapters and the functions, with DynamoDB Local
	$(stage) $@ .ci/with-dynamodb cargo test --quiet --locked --all-features \
		-p alert-router -p alert-aws -p alert-lambda -p ingest -p flush -p drill -- --show-output

test-template: ## template.yaml and monitoring/: linters, rules, permissions, pages; deployment on the local AWS, and its own tests
	$(stage) $@ .ci/with-parts emulator sam checkov dynamodb -- \
		tests/local_aws/pytest.sh --quiet -rs tests/local_aws tests/template tests/monitoring

test-e2e: size ## the deployed functions on the local AWS, with every fault
	$(stage) $@ .ci/with-parts emulator sam mitmproxy -- \
		env LOCAL_AWS_ZIPS=$(CURDIR)/target/lambda tests/local_aws/pytest.sh --quiet -rs tests/e2e

summary:
	@.ci/summary
