# Two commands are enough: `make demo` to see the form, `make test` to check a change. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: plan-test help demo build build-stable test test-all lint native component end-to-end end-to-end-elsewhere end-to-end-javascript javascript bench bench-native bench-typing release screenshots soak fuzz judge-fhir judge-jwe test-wordpress size-budget size-by-crate xtask

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.tools/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)

NATIVE := --locked --no-default-features --features cli
WASM := --locked --target wasm32-unknown-unknown
TARGET := $(or $(CARGO_TARGET_DIR),target)
PORT := 8080
WIDGET_TOOLS := wasm-target rust-src npm-tools wasm-bindgen trunk
DRIVER := CHROMEDRIVER=$$(command -v chromedriver)
# A browser starts slowly on a machine that has just been set up, and what failed is not to be hidden under a trace of the runner.
RUNNER_PORT := 8763
RUNNER := RUST_BACKTRACE=0 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60 WASM_BINDGEN_TEST_TIMEOUT=180 WASM_BINDGEN_TEST_ADDRESS=127.0.0.1:$(RUNNER_PORT)
# $(call knocking,command): the runner's server may leave one of several connections that a browser opens at once unread until another one
# comes, and the browser then waits for ever. So somebody knocks every second.
knocking = { while sleep 1; do : 2>/dev/null </dev/tcp/127.0.0.1/$(RUNNER_PORT) || :; done 2>/dev/null & } && { trap "kill $$!" EXIT; $(1); }
FUZZ_SECONDS := 60
# The domain has no unsafe code, so no sanitizer is needed to see it fail.
FUZZ := cargo +nightly fuzz run -s none

# $(call step,what happens,command,what to do when it fails): runs a step and tells how long it took
step = @printf '\n==> %s\n' '$(1)'; SECONDS=0; { $(2); } || { printf '\nmake: stopped at "%s": %s\n' '$(1)' '$(3)' >&2; exit 1; }; \
	printf '    (%s: %d s)\n' '$(1)' "$$SECONDS"

# $(call tools,what for,names): installs what a step needs and this machine lacks
tools = $(call step,Tools for $(1),cargo xtask tools $(2),see the line above)

# $(call plan,steps): tells what comes, at the start of what takes long
plan = @printf 'make %s: %s\n' '$@' '$(1)'

help: ## This list
	@awk -F ' *:.*## ' '/^[a-z-]+:.*## / { printf "  make %-21s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A C compiler, without which Rust links nothing, and then the program that does what the targets say (xtask/).
xtask:
	@command -v cc >/dev/null || { echo '    installing build-essential with apt'; \
	    as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	    $$as_root apt-get update -q >/dev/null || echo '    apt-get update failed; trying with the lists there are'; \
	    $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends build-essential >/dev/null; } \
	    || { echo 'make: install a C compiler by hand, then run this again' >&2; exit 1; }
	@[ -x $(TARGET)/debug/xtask ] || echo '    compiling the program that builds the form (xtask): half a minute, once'
	@cargo build --quiet --locked --package xtask

demo: build ## Build the widget and show it, with an endpoint, on http://127.0.0.1:8080/
	$(call step,The native command,cargo build $(NATIVE) --bin referral-form,the first error above is the one to mend)
	$(call step,Demo on http://127.0.0.1:$(PORT)/ (Ctrl-C ends it),cargo run $(NATIVE) -- serve --dist dist --port $(PORT),if the port is taken run: make demo PORT=8081)

build: xtask ## Build the widget into dist/, and tell what it weighs
	$(call plan,tools (once) - widget - sizes)
	$(call tools,the widget,$(WIDGET_TOOLS))
	$(call step,Widget (Trunk, release),cargo xtask build,the first error above is the one to mend)
	$(call step,What it weighs,cargo xtask sizes,the line above says what is missing)

build-stable: xtask ## Build the widget by what a stable compiler offers alone, into target/stable/dist, and send a referral by it
	$(call tools,the widget,$(WIDGET_TOOLS) browser)
	$(call step,Widget by a stable compiler,cargo xtask build --stable,the first error above is the one to mend)
	$(call step,A referral by it,REFERRAL_FORM_DIST=$(abspath $(TARGET))/stable/dist $(DRIVER) cargo test $(NATIVE) --test embed form::what_is_shown_is_what_is_sent,the first error above is the one to mend)

javascript: xtask ## Add the engine as JavaScript to dist/, for pages that refuse WebAssembly; needs `make build`
	$(call step,The engine as JavaScript,cargo xtask javascript,run first: make build)

size-budget: javascript ## Fail where the engine is larger than it may be; needs `make build`
	$(call step,Size budget,cargo xtask size-budget,each line above says what to do)

bench: build ## Measure the form beside SurveyJS, Form.io, react-jsonschema-form and a page written by hand; RUNS=n, ONLY=first-visit (languages, typing, large, growth, mounts)
	$(call tools,the other forms,browser bench)
	$(call step,Beside other forms,node tests/bench/main.mjs dist .tools/bench target/bench,it could not measure: the line above names the form)

bench-native: xtask ## How long a large study file takes to read and to judge, for 30, 300 and 3,000 fields
	@cargo bench $(NATIVE) --bench judging

fuzz: xtask ## Feed broken study files and arbitrary answers to the domain for a minute each; FUZZ_SECONDS=n for longer
	$(call tools,fuzzing,nightly cargo-fuzz)
	@mkdir -p fuzz/corpus/study_file fuzz/corpus/answers
	$(call step,Fuzzing study files,$(FUZZ) study_file fuzz/corpus/study_file examples tests/fixtures -- -max_total_time=$(FUZZ_SECONDS) -max_len=65536,turn the file under fuzz/artifacts/ into a fixture and mend the domain)
	$(call step,Fuzzing answers,$(FUZZ) answers fuzz/corpus/answers -- -max_total_time=$(FUZZ_SECONDS),turn the file under fuzz/artifacts/ into a test and mend the domain)

bench-typing: xtask ## How long a keystroke takes to be seen, beside a hand-written page; needs `make build`
	@cargo xtask tools browser
	@$(DRIVER) cargo test $(NATIVE) --test embed -- typing:: long_tasks:: --ignored --nocapture

judge-fhir: xtask ## Have three FHIR validators judge the Bundle of every example's referral; downloads them once
	$(call tools,judging FHIR,fhir-judges)
	$(call step,Bundles of every referral,cargo test $(NATIVE) --test native fhir::,run one alone: cargo test $(NATIVE) --test native NAME)
	$(call step,FHIR validators,node tests/judges/fhir.mjs .tools/judges .tools/python/bin/python $(TARGET)/tmp/fhir tests/fixtures/data/fhir,each line above names the element to mend)

judge-jwe: xtask ## Have three JOSE libraries open what is sealed here, and seal what is opened here; downloads them once
	$(call tools,judging sealing,seal-judges)
	$(call step,Sealed referrals of every example,cargo test $(NATIVE) --test native sealing::,run one alone: cargo test $(NATIVE) --test native NAME)
	$(call step,JOSE libraries,node tests/judges/jwe.mjs .tools/judges .tools/python-jwe/bin/python $(TARGET)/tmp/jwe $(TARGET)/debug/referral-form,each line above names the library that disagrees)

release: build javascript ## A release in target/release-package: files for a web server, and an npm package
	@cargo xtask tools browser
	$(call step,The native command,cargo build $(NATIVE) --bin referral-form,the first error above is the one to mend)
	$(call step,Release,cargo xtask release,the line above says what is missing)
	$(call step,A referral by the release,REFERRAL_FORM_DIST=$$(ls -d $$PWD/target/release-package/*/) $(DRIVER) cargo test $(NATIVE) --test embed release:: -- --ignored,the first failed test above is the one to mend)

test-wordpress: xtask ## Show the form on a real WordPress, as docs/recipes/wordpress.md says; needs `make build`
	$(call tools,WordPress,browser wordpress)
	$(call step,Referrals on WordPress,$(DRIVER) cargo test $(NATIVE) --test embed wordpress:: -- --ignored,the first failed test above is the one to mend)

screenshots: xtask ## Pictures of every state of every example into target/screenshots; needs `make build`
	@cargo xtask tools browser
	@$(DRIVER) cargo test $(NATIVE) --test embed screenshots:: -- --include-ignored --nocapture

soak: xtask ## Refer 2,000 people where everything fails at random, and see what became of each; needs `make build`
	@cargo xtask tools browser
	@$(DRIVER) cargo test $(NATIVE) --test embed soak::thousands -- --ignored --nocapture

size-by-crate: xtask ## Which crates the bytes of the widget come from; CRATE=name lists its functions
	@cargo xtask size-by-crate $(CRATE)

test: plan-test lint native component build-stable build size-budget end-to-end ## Run every check, the cheap ones first
	@printf '\nmake: everything passed\n'

test-all: test end-to-end-elsewhere end-to-end-javascript ## Run every check, and whole referrals in Firefox, in WebKitGTK and without WebAssembly too
	@printf '\nmake: everything passed in three engines, and without WebAssembly\n'

plan-test:
	@printf 'make test: lint - native tests - component tests - widget by a stable compiler - widget - size budget - end-to-end tests\n'

lint: xtask ## rustfmt, clippy for both worlds, the element's types, and the rule that the domain knows no browser
	$(call tools,the lints,lints wasm-target npm-tools)
	$(call step,rustfmt,cargo fmt --check,run: cargo fmt)
	$(call step,No browser crate in the native build,! cargo tree --locked --no-default-features --edges normal --prefix none | grep -E '^(leptos|web-sys|js-sys|wasm-bindgen|gloo)',make that crate optional and put it under the feature widget in Cargo.toml)
	$(call step,The library without features,cargo check --locked --no-default-features --lib,domain must build alone: move what it lacks out of it)
	$(call step,The fuzz targets (without libFuzzer),CUSTOM_LIBFUZZER_PATH=/none/none cargo check --locked --manifest-path fuzz/Cargo.toml --target-dir $(TARGET),mend the target that the compiler names)
	$(call step,Types of the element (TypeScript),tsc -p tests/types,mend src/loader/*.d.ts or what tests/types says of them)
	$(call step,Types of the loader (TypeScript),tsc -p src/loader,mend what tsc says above)
	$(call step,clippy (the program that builds),cargo clippy --locked --package xtask --all-targets -- -D warnings,mend what clippy says above)
	$(call step,clippy (native),cargo clippy $(NATIVE) --all-targets -- -D warnings,mend what clippy says above)
	$(call step,clippy (browser),cargo clippy $(WASM) --lib --test browser -- -D warnings,mend what clippy says above)

native: xtask
	$(call step,Tests of the program that builds,cargo test --locked --package xtask,run one alone: cargo test --package xtask NAME)
	$(call step,Native tests,cargo test $(NATIVE) --lib --bins --test native,run one alone: cargo test $(NATIVE) --test native NAME)

component: xtask
	$(call tools,the component tests,wasm-target wasm-bindgen browser)
	$(call step,Component tests (Chromium),$(call knocking,$(DRIVER) $(RUNNER) cargo test $(WASM) --test browser),the first failed test above is the one to mend)

end-to-end: javascript
	$(call tools,the end-to-end tests,browser npm-tools)
	$(call step,End-to-end tests (Chromium on dist/),$(DRIVER) cargo test $(NATIVE) --test embed,run one alone: cargo test $(NATIVE) --test embed NAME)

end-to-end-javascript: javascript ## The end-to-end tests on pages that refuse WebAssembly; needs `make build`
	$(call tools,the end-to-end tests,browser npm-tools)
	$(call step,End-to-end tests without WebAssembly,REFERRAL_FORM_RUNG=javascript $(DRIVER) cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_RUNG=javascript cargo test $(NATIVE) --test embed NAME)

end-to-end-elsewhere: javascript
	$(call tools,the other engines,firefox webkit npm-tools)
	$(call step,End-to-end tests (Firefox on dist/),REFERRAL_FORM_BROWSER=firefox cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_BROWSER=firefox cargo test $(NATIVE) --test embed NAME)
	$(call step,End-to-end tests (WebKitGTK on dist/),REFERRAL_FORM_BROWSER=webkit cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_BROWSER=webkit cargo test $(NATIVE) --test embed NAME)
