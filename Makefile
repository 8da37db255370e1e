# Casework Exporter. `make help` lists what there is to run.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export CASES ERRORS PROGRAMMES

# What VERSION names; the revision follows where that is not what is checked out, unchanged.
RELEASE  := $(shell cat VERSION)
VERSION  ?= $(RELEASE)$(shell test "$$(git describe --tags --exact-match --dirty 2>/dev/null)" = v$(RELEASE) || git describe --always --dirty --exclude '*' 2>/dev/null | sed 's/^/+/')
REVISION ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS  := -X main.version=$(VERSION) -X main.revision=$(REVISION)

# Debian 12 has 2.42, the oldest that deploy/VERSIONS.md promises.
OLDEST := bin/debian/usr/bin

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
VULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
GRAFANA   ?= /usr/share/grafana
VULNDB    := $(or $(GOVULNDB),https://vuln.go.dev)

.PHONY: help build build-backfill build-demo release demo demo-prometheus test test-race unit test-demo test-backfill test-rules test-history test-deploy test-deploy-quick test-grafana test-faults soak test-adapters test-mysql test-postgres test-products bench bench-large bench-memory bench-first-load bench-scale bench-remote-write bench-alerts bench-boards bench-backfill bench-effect sim-effect fuzz generate lint vulncheck clean need-go need-mariadb need-postgres need-gcc need-clients need-faketime need-amtool need-systemd need-shells need-rpm need-wget need-buildah need-grafana need-chromium

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'
	@echo "  make demo CASES=cases.csv [ERRORS=errors.csv] [PROGRAMMES=programmes.csv]  shows your own export;"
	@echo "  DEMO_LISTEN=host:port serves elsewhere, and exporter/demo/README.md has more."

build: need-go ## Build bin/casework-exporter
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/casework-exporter ./exporter

build-backfill: need-go ## Build bin/casework-backfill, which writes the past for Prometheus
	@mkdir -p bin
	cd exporter/backfill && CGO_ENABLED=0 go build -trimpath -tags remove_all_sd -o ../../bin/casework-backfill .

build-demo: need-go
	@mkdir -p bin
	cd exporter/demo && CGO_ENABLED=0 go build -trimpath -o ../../bin/casework-demo .

release: need-go ## Build programs, packages, images, chart, boards and checksums for Linux into dist/; RELEASE_KEY=key.asc signs (OpenPGP; RELEASE_PASSPHRASE_FILE)
	cd deploy/tools && go run ./release -root ../.. -dist ../../dist -version '$(VERSION)' -revision '$(REVISION)' -committed "$$(git log -1 --format=%ct)" \
	  -key '$(abspath $(RELEASE_KEY))' -passphrase-file '$(abspath $(RELEASE_PASSPHRASE_FILE))'
	@ls -l dist

demo: build build-demo ## Run the exporter on a simulated municipality, or on CSV files of yours
	bin/casework-demo -exporter bin/casework-exporter

demo-prometheus: build build-backfill build-demo bin/prometheus ## The demo with a Prometheus that knows its past, rules and all
	bin/casework-demo -exporter bin/casework-exporter -backfill bin/casework-backfill -prometheus bin/prometheus

test: need-go need-gcc need-mariadb need-postgres need-clients unit test-demo test-backfill ## Run all tests on a real MariaDB and PostgreSQL, with the race detector where something runs side by side

# The race detector takes three times the processor's time, and finds nothing where nothing runs side by side. What the
# ledger does so, sorting at a first load and showing a past, runs under it in the tests of collectors/source and collectors.
CONCURRENT = $(filter-out casework/collectors/ledger,casework/exporter/e2e $(addprefix casework/,$(shell grep -rlE --include='*.go' --exclude='*_test.go' --exclude-dir=backfill --exclude-dir=demo '^[[:space:]]*go [a-z]|"sync(/atomic)?"' collectors exporter | xargs -n1 dirname | sort -u)))

unit:
	go vet ./...
	go test -race -timeout 25m $(CONCURRENT)
	go test -timeout 25m $(filter-out $(CONCURRENT),$(shell go list ./...))

test-demo:
	cd exporter/demo && go vet ./... && go test -timeout 10m ./...

test-backfill:
	cd exporter/backfill && go vet ./... && go test -timeout 10m ./... # under -race it takes minutes

test-race: need-go need-gcc need-mariadb need-postgres need-clients ## Run all tests with the race detector everywhere (40 minutes)
	go test -race -timeout 40m ./...
	cd exporter/demo && go test -race -timeout 20m ./...
	cd exporter/backfill && go test -race -timeout 40m ./...

test-rules: need-go need-amtool bin/promtool $(OLDEST)/prometheus ## Run the alert rules in promtool, and the boards' queries in Prometheus' engine and in Debian's Prometheus
	bin/promtool check rules $(filter-out %-scrape.yml,$(wildcard deploy/prometheus/casework-*.yml))
	$(OLDEST)/promtool check rules $(filter-out %-scrape.yml,$(wildcard deploy/prometheus/casework-*.yml))
	bin/promtool check config deploy/prometheus/prometheus.yml
	bin/promtool test rules deploy/prometheus/tests/*.yml
	amtool check-config deploy/alertmanager/alertmanager.yml
	cd deploy/test && go vet ./promql && OLDEST_PROMETHEUS='$(CURDIR)/$(OLDEST)/prometheus' go test -count=1 -timeout 20m ./promql

test-history: need-go need-mariadb build-backfill bin/prometheus ## Hold the demo's backfilled history, in a real Prometheus, against an exporter that was there
	cd exporter/demo && HISTORY_TESTS=all go test -count=1 -timeout 20m -run '^TestHistoryEndToEnd$$' -v .

test-deploy: need-go need-gcc need-mariadb need-amtool need-systemd need-shells need-rpm need-wget need-buildah bin/prometheus ## Test the deploy bundle, with images, packages and two releases (minutes)
	cd deploy/tools && go vet ./... && go test ./...
	cd deploy/test && go vet ./... && DEPLOY_TESTS=all go test -count=1 -timeout 60m ./compose ./helm ./image ./release ./scrape ./settings ./spreadsheet ./unit ./web

test-deploy-quick: need-go need-mariadb need-systemd need-shells ## The part of it that needs no release
	cd deploy/test && go test -count=1 -timeout 20m ./compose ./helm ./image ./scrape ./settings ./spreadsheet ./unit ./web

# Unpacked and not installed, as that would start it.
$(OLDEST)/prometheus:
	@command -v apt-get >/dev/null || { echo "Debian's Prometheus is missing: run this on Debian, or put prometheus and promtool 2.42 into $(OLDEST)" >&2; exit 1; }
	@echo "Fetching Debian's Prometheus"
	@mkdir -p bin/debian
	@cd bin/debian && apt-get update -qq && apt-get download -qq prometheus && dpkg -x prometheus_*.deb . && rm prometheus_*.deb

bin/promtool: deploy/tools/go.mod
	@echo "Building promtool (some minutes the first time)"
	@mkdir -p bin
	cd deploy/tools && go build -tags remove_all_sd -o ../../bin/promtool github.com/prometheus/prometheus/cmd/promtool

bin/prometheus: deploy/tools/go.mod
	@echo "Building Prometheus (some minutes the first time)"
	@mkdir -p bin
	cd deploy/tools && go build -tags remove_all_sd -o ../../bin/prometheus github.com/prometheus/prometheus/cmd/prometheus

test-grafana: need-go need-grafana need-chromium build build-backfill build-demo bin/prometheus ## Open every board in the Grafana installed in GRAFANA (default /usr/share/grafana), and keep pictures in dist/boards
	cd deploy/test && go vet ./grafana && GRAFANA='$(abspath $(GRAFANA))' go test -count=1 -timeout 60m -v ./grafana

test-faults: need-go need-gcc need-mariadb need-postgres need-faketime ## Try everything that can fail, kill the exporter 50 times and more, and count what came through
	KILLS=50 go test -race -count=1 -timeout 60m -run '^TestKill$$' -v ./exporter/e2e
	@rm -rf bin/faults && mkdir -p bin/faults
	FAULTS=all FAULTS_OUT='$(CURDIR)/bin/faults' go test -race -count=1 -timeout 60m -run '^(TestNetworkFailsAsTold|TestNetworkHealsAmidAnswers|TestFaultsAreSurvived)$$' -v ./exporter/e2e
	cp bin/faults/faults-survived.json exporter/e2e/testdata/ && cp bin/faults/FAULTS.md deploy/
	FILE_KILLS=500 go test -race -count=1 -timeout 60m -run '^TestWritersThatAreKilled$$' -v ./collectors/files
	SOAK=$${SOAK:-1m} go test -count=1 -timeout 60m -run '^TestSoak$$' -v ./exporter/e2e

soak: need-go need-mariadb ## Poll, write and scrape for SOAK (default 30m), and see that nothing grows
	SOAK=$${SOAK:-30m} go test -count=1 -timeout 0 -run '^TestSoak$$' -v ./exporter/e2e

test-adapters: need-go need-mariadb ## Run the adapters on tables of 200,000 cases, and count the rows that a poll reads
	ADAPTER_ROWS=$${ADAPTER_ROWS:-200000} go test -count=1 -timeout 30m -run PollReadsLittle -v ./collectors/adapters

test-mysql: need-go ## Run the tests of all SQL on the MySQL whose server TEST_MYSQLD names, in place of MariaDB
	@test -x "$${TEST_MYSQLD:-}" || { echo "test-mysql: TEST_MYSQLD is '$${TEST_MYSQLD:-}', which is no program; name MySQL's mysqld in it" >&2; exit 1; }
	ADAPTER_ROWS=$${ADAPTER_ROWS:-100000} go test -count=1 -timeout 30m ./collectors/source/mysql ./collectors/adapters
	go test -count=1 -timeout 30m -run '/MariaDB' ./collectors/source

test-postgres: need-go ## Run the tests of PostgreSQL on the version whose folder of programs (initdb, postgres) TEST_POSTGRES names
	@test -x "$${TEST_POSTGRES:-}/initdb" || { echo "test-postgres: TEST_POSTGRES is '$${TEST_POSTGRES:-}', which is no folder with PostgreSQL's initdb and postgres" >&2; exit 1; }
	go test -count=1 -timeout 30m ./collectors/source/postgres/...
	go test -count=1 -timeout 30m -run '/PostgreSQL' ./collectors/source
	go test -count=1 -timeout 30m -run '^(TestScenario|TestShapes|TestGrants|TestPollReadsLittle|TestSweepSeesWhatLeaves)$$/./PostgreSQL' ./collectors/adapters

test-products: need-go need-mariadb need-postgres ## Install Request Tracker and Redmine (as root), and hold the exporter against them (half an hour)
	sh exporter/e2e/testdata/products/install.sh
	PRODUCTS=1 go test -count=1 -timeout 90m -run TestProduct -v ./exporter/e2e

bench: need-go need-mariadb need-postgres ## Measure scraping, first load, polling and memory against baselines (minutes)
	go test -run '^$$' -bench . -benchtime 2s -timeout 30m ./collectors/exposition
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./collectors/ledger ./collectors/statefile ./collectors/source ./collectors/source/mysql ./collectors/files ./collectors/source/postgres ./collectors/sweep
	CASES=$${CASES:-1000000} go test -run '^$$' -bench Slice -benchtime 1x -timeout 60m -v ./exporter/e2e

bench-first-load: need-go need-mariadb ## Measure a first load from MariaDB, five times in turns with a bare loop over database/sql (CASES=10000000 for a quarter of an hour)
	CASES=$${CASES:-1000000} go test -run '^$$' -bench FirstLoad -benchtime 1x -timeout 60m -v ./exporter/e2e

bench-scale: need-go need-mariadb ## Measure sharing a source between exporters, and several sources in one, against one of one (CASES=200000)
	CASES=$${CASES:-200000} go test -run '^$$' -bench Scale -benchtime 1x -timeout 30m -v ./exporter/e2e

bench-remote-write: need-go need-mariadb build-backfill bin/prometheus ## Measure sending 1,000 units on by remote write: bytes a sample on the wire and in blocks, CPU and memory (8 minutes; CASES=200000)
	CASES=$${CASES:-200000} go test -run '^$$' -bench RemoteWrite -benchtime 1x -timeout 30m -v ./exporter/e2e

bench-large: need-go need-mariadb ## Measure what polls of the real program cost, with units, types, windows and studies, beside the queries of a peer (half an hour; CASES=100000 UNITS=100 POLLS=10 for two minutes; SETUPS=plain,types for a part)
	MEASURE_POLLS=1 go test -count=1 -timeout 180m -run '^TestPolls$$' -v ./exporter/e2e

bench-memory: need-go need-mariadb ## Measure the least memory limit, of a cgroup, under which a first load and a restart go well (CASES=1000000,10000000 UNITS=1000; CGROUP=folder to make cgroups in)
	MEASURE_MEMORY=1 go test -count=1 -timeout 180m -run '^(TestCage|TestMemory)$$' -v ./exporter/e2e

sim-effect: need-go ## Simulate how the effect statistics hold their levels (20 minutes; EFFECT_RUNS=2000 for less, EFFECT_UNITS=10,20 for towns of these sizes)
	EFFECT_RUNS=$${EFFECT_RUNS:-20000} go test -count=1 -timeout 120m -run "TestSimulation|TestVerdict" -v ./collectors/effect ./collectors/study

bench-effect: need-go ## Measure the effect analysis of 1,000 units over 60 months, and the study of up to 10,000, on one processor
	GOMAXPROCS=1 go test -run '^$$' -bench . -benchtime 3x ./collectors/effect ./collectors/study

bench-alerts: need-go ## Simulate how soon changes are told, and how often falsely, and what judging costs (many minutes; ALERT_UNITS=20 JUDGED_UNITS=50 for less)
	BENCH_ALERTS=$${ALERT_UNITS:-60} go test -count=1 -timeout 90m -run 'TestAlertQuality' -v ./collectors/detect
	BENCH_TOWNS=$${ALERT_UNITS:-60} go test -count=1 -timeout 30m -run '^(TestSimulatedTowns|TestRisesOfTowns)$$' -v ./exporter/backtest
	go test -run '^$$' -bench Calibration -v ./collectors/detect
	BENCH_JUDGING=$${JUDGED_UNITS:-200} go test -count=1 -timeout 30m -run '^TestCost$$' -v ./collectors/judging

bench-backfill: need-go bin/promtool ## Measure writing three years of 10 million cases, and against promtool (minutes; UNITS, CASES, DAYS for less)
	cd exporter/backfill && BENCH_BACKFILL=$${BENCH_BACKFILL:-native,classic,promtool} go test -count=1 -timeout 60m -run TestSpeed -v .

bench-boards: need-go ## Measure the boards' queries over a year of 1,000 units
	cd deploy/test && BOARDS_UNITS=1000 go test -count=1 -timeout 30m -v ./promql

fuzz: need-go ## Fuzz every decoder and parser, FUZZTIME each (default 1m)
	@grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include=*_test.go collectors exporter | sort -u | \
	while IFS=: read -r file f; do f=$${f#func }; pkg=$$(dirname $$file); \
	  module=.; for m in exporter/demo exporter/backfill; do case $$pkg in $$m|$$m/*) module=$$m; pkg=.$${pkg#$$m};; esac; done; \
	  echo "$$f in $$module/$$pkg"; \
	  (cd $$module && go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-1m} -fuzzminimizetime 5x ./$$pkg) </dev/null || exit 1; \
	done

generate: need-go ## Write the generated files again
	go run ./dashboards
	go run ./collectors/generate
	go run ./exporter/config/settingspage deploy/SETTINGS.md
	go run ./exporter/command/manual deploy/package
	GOLDEN_OUT='$(CURDIR)/deploy/helm/casework-exporter' go test -count=1 -run '^TestReadmeListsValues$$' ./deploy
	@rm -rf bin/golden && mkdir -p bin/golden
	GOLDEN_OUT='$(CURDIR)/bin/golden' go test -count=1 -run 'Exposition|^TestHelp$$|^TestBoards$$' ./collectors ./exporter ./exporter/board
	cp bin/golden/*.prom collectors/testdata/
	cp bin/golden/help.txt exporter/testdata/
	cp bin/golden/*.html exporter/board/testdata/

lint: need-go ## Run golangci-lint
	go run $(GOLANGCI) run ./...
	cd exporter/demo && go run $(GOLANGCI) run --config ../../.golangci.yml ./...
	cd exporter/backfill && go run $(GOLANGCI) run --config ../../.golangci.yml ./...
	cd deploy/tools && go run $(GOLANGCI) run --config ../../.golangci.yml ./...
	cd deploy/test && go run $(GOLANGCI) run --config ../../.golangci.yml ./...

vulncheck: need-go ## Look for known vulnerabilities in what is built into the programs of a release
	@GOBIN='$(CURDIR)/bin' go install $(VULNCHECK)
	@for program in 'exporter:.:./exporter' 'backfill:exporter/backfill:-tags remove_all_sd .'; do \
	  IFS=: read -r name folder what <<<"$$program"; echo "casework-$$name:"; status=0; \
	  (cd "$$folder" && '$(CURDIR)/bin/govulncheck' -db "$(VULNDB)" $$what) || status=$$?; case $$status in \
	  0) ;; \
	  3) echo "vulncheck: casework-$$name calls functions with known vulnerabilities, listed above" >&2; exit 3;; \
	  *) echo "vulncheck: NOT CHECKED, so nothing is known: govulncheck failed as it says above." >&2; \
	     echo "  If it could not reach its database ($(VULNDB)), name a copy in GOVULNDB: an address, or file:// and a folder." >&2; exit 1;; \
	esac; done

clean: ## Remove what was built
	rm -rf bin dist

# What a fresh machine lacks is installed where that can be done, and named
# where it cannot.
need-go:
	@command -v go >/dev/null || { echo "Go is missing: install Go 1.26 or later from https://go.dev/dl" >&2; exit 1; }

need-gcc:
	@command -v gcc >/dev/null || $(MAKE) --no-print-directory install PACKAGES="gcc libc6-dev" WHAT="a C compiler (for the race detector)"

need-mariadb:
	@{ command -v mariadbd || test -x /usr/sbin/mariadbd; } >/dev/null && command -v mariadb-install-db >/dev/null && command -v my_print_defaults >/dev/null \
	  || $(MAKE) --no-print-directory install PACKAGES="mariadb-server-core mariadb-client-core" WHAT="MariaDB (for the tests)"

need-postgres:
	@test -n "$${TEST_POSTGRES:-}" || { ls /usr/lib/postgresql/*/bin/initdb && test -x /usr/sbin/pgbouncer; } >/dev/null 2>&1 \
	  || $(MAKE) --no-print-directory install PACKAGES="postgresql pgbouncer" WHAT="PostgreSQL and PgBouncer (for the tests)"

need-clients:
	@{ command -v curl && command -v python3 && command -v openssl; } >/dev/null || $(MAKE) --no-print-directory install PACKAGES="curl python3 openssl" WHAT="curl, Python and openssl (read what is served, and signed)"

need-faketime:
	@ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 \
	  || $(MAKE) --no-print-directory install PACKAGES="libfaketime" WHAT="libfaketime (sets the database's clock in a test)"

need-amtool:
	@command -v amtool >/dev/null || $(MAKE) --no-print-directory install PACKAGES="prometheus-alertmanager" WHAT="amtool (checks the Alertmanager example)"

need-systemd:
	@command -v systemd-analyze >/dev/null || $(MAKE) --no-print-directory install PACKAGES="systemd" WHAT="systemd-analyze (judges the unit)"

need-shells:
	@{ command -v zsh && command -v fish && command -v man; } >/dev/null || $(MAKE) --no-print-directory install PACKAGES="zsh fish man-db" WHAT="zsh, fish and man (complete and show the command line)"

need-rpm:
	@command -v rpm >/dev/null || $(MAKE) --no-print-directory install PACKAGES="rpm" WHAT="rpm (inspects the package)"

need-wget:
	@command -v wget >/dev/null || $(MAKE) --no-print-directory install PACKAGES="wget" WHAT="wget (asks after the stack's health)"

need-buildah:
	@{ command -v buildah && command -v busybox; } >/dev/null || $(MAKE) --no-print-directory install PACKAGES="buildah busybox-static" WHAT="Buildah (builds the image)"

need-grafana:
	@{ test -x '$(GRAFANA)/bin/grafana' || test -x '$(GRAFANA)/bin/grafana-server'; } && test -d '$(GRAFANA)/public' && test -d '$(GRAFANA)/conf' || { \
	  echo "test-grafana: GRAFANA='$(GRAFANA)' is no folder of an installed Grafana (bin/grafana or bin/grafana-server, public, conf)." >&2; \
	  echo "  Install a version from 10 to 13: the package grafana from https://grafana.com/grafana/download, which lies in /usr/share/grafana;" >&2; \
	  echo "  or its archive; or the folder /usr/share/grafana of the image docker.io/grafana/grafana. Name another folder in GRAFANA." >&2; exit 1; }
	@"$$(test -x '$(GRAFANA)/bin/grafana' && echo '$(GRAFANA)/bin/grafana' || echo '$(GRAFANA)/bin/grafana-server')" -v

need-chromium:
	@command -v chromium >/dev/null || test -n "$${CHROMIUM:-}" || $(MAKE) --no-print-directory install PACKAGES="chromium" WHAT="Chromium (opens the boards)"

.PHONY: install
install:
	@if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "$(WHAT) is missing: install $(PACKAGES) (names of Debian's packages)" >&2; exit 1; fi
	@echo "Installing $(WHAT): $(PACKAGES)"
	@apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null
