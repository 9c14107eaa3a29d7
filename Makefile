# Two commands are enough: `make demo` to see the form, `make test` to check a change. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo build test test-all lint native component end-to-end end-to-end-elsewhere end-to-end-javascript bench bench-native bench-typing release screenshots soak fuzz judge-fhir judge-jwe test-wordpress size size-by-crate

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.tools/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)

NATIVE := --locked --no-default-features --features cli
WASM := --locked --target wasm32-unknown-unknown
CONTRACT := examples/contract/study.json
MODULE := $(or $(CARGO_TARGET_DIR),target)/wasm-bindgen/release/referral-form-engine_bg.wasm
RECORDS := $(or $(CARGO_TARGET_DIR),target)/sizes
PORT := 8080
FUZZ_SECONDS := 60
# The domain has no unsafe code, so no sanitizer is needed to see it fail.
FUZZ := cargo +nightly fuzz run -s none

# $(call step,what happens,command,what to do when it fails)
step = @printf '\n==> %s\n' '$(1)'; { $(2); } || { printf '\nmake: stopped at "%s": %s\n' '$(1)' '$(3)' >&2; exit 1; }

help: ## This list
	@awk -F ' *:.*## ' '/^[a-z-]+:.*## / { printf "  make %-21s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## Build the widget and show it, with an endpoint, on http://127.0.0.1:8080/
	@.ci/tools cc
	$(call step,Demo on http://127.0.0.1:$(PORT)/ (Ctrl-C ends it),cargo run $(NATIVE) -- serve --dist dist --port $(PORT),if the port is taken run: make demo PORT=8081)

build: ## Build the widget into dist/ and hold it to its size budget
	$(call step,Tools for the widget,.ci/tools wasm-target rust-src trunk wasm-bindgen wasm-opt terser esbuild,see the line above)
	$(call step,Widget (Trunk, release),.ci/widget,the first error above is the one to mend)
	@$(MAKE) size

size:
	$(call step,Size budget,node .ci/size.mjs dist $(CONTRACT) $(MODULE) $(RECORDS),each line above says what to do)

bench: build ## Measure the form beside SurveyJS, Form.io, react-jsonschema-form and a page written by hand; RUNS=n, ONLY=first-visit (typing, large, growth, mounts)
	$(call step,Other forms,.ci/tools browser bench,see the line above)
	$(call step,Beside other forms,node tests/bench/main.mjs dist .tools/bench target/bench,it could not measure: the line above names the form)

bench-native: ## How long a large study file takes to read and to judge, for 30, 300 and 3,000 fields
	@.ci/tools cc
	@cargo bench $(NATIVE) --bench judging

fuzz: ## Feed broken study files and arbitrary answers to the domain for a minute each; FUZZ_SECONDS=n for longer
	$(call step,Tools for fuzzing,.ci/tools cc nightly cargo-fuzz,see the line above)
	@mkdir -p fuzz/corpus/study_file fuzz/corpus/answers
	$(call step,Fuzzing study files,$(FUZZ) study_file fuzz/corpus/study_file examples tests/fixtures -- -max_total_time=$(FUZZ_SECONDS) -max_len=65536,turn the file under fuzz/artifacts/ into a fixture and mend the domain)
	$(call step,Fuzzing answers,$(FUZZ) answers fuzz/corpus/answers -- -max_total_time=$(FUZZ_SECONDS),turn the file under fuzz/artifacts/ into a test and mend the domain)

bench-typing: ## How long a keystroke takes to be seen, beside a hand-written page; needs `make build`
	@.ci/tools cc browser
	@CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed -- typing:: long_tasks:: --ignored --nocapture

judge-fhir: ## Have three FHIR validators judge the Bundle of every example's referral; downloads them once
	$(call step,Tools that judge FHIR,.ci/tools cc fhir,see the line above)
	$(call step,Bundles of every referral,cargo test $(NATIVE) --test native fhir::,run one alone: cargo test $(NATIVE) --test native NAME)
	$(call step,FHIR validators,node .ci/judge-fhir.mjs .tools .tools/python/bin/python $(or $(CARGO_TARGET_DIR),target)/tmp/fhir tests/fixtures/data/fhir,each line above names the element to mend)

judge-jwe: ## Have three JOSE libraries open what is sealed here, and seal what is opened here; downloads them once
	$(call step,Tools that judge sealing,.ci/tools cc jwe,see the line above)
	$(call step,Sealed referrals of every example,cargo test $(NATIVE) --test native sealing::,run one alone: cargo test $(NATIVE) --test native NAME)
	$(call step,JOSE libraries,node .ci/judge-jwe.mjs .tools .tools/python-jwe/bin/python $(or $(CARGO_TARGET_DIR),target)/tmp/jwe $(or $(CARGO_TARGET_DIR),target)/debug/referral-form,each line above names the library that disagrees)

release: build ## A release in target/release-package: files for a web server, and an npm package
	@.ci/tools cc browser
	$(call step,The command,cargo build $(NATIVE) --bin referral-form,the first error above is the one to mend)
	$(call step,Release,node .ci/release.mjs dist target/release-package $(or $(CARGO_TARGET_DIR),target)/debug/referral-form,the line above says what is missing)
	$(call step,A referral by the release,REFERRAL_FORM_DIST=$$(ls -d $$PWD/target/release-package/*/) CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed release:: -- --ignored,the first failed test above is the one to mend)

test-wordpress: ## Show the form on a real WordPress, as docs/recipes/wordpress.md says; needs `make build`
	@.ci/tools cc browser wordpress
	$(call step,Referrals on WordPress,CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed wordpress:: -- --ignored,the first failed test above is the one to mend)

screenshots: ## Pictures of every state of every example into target/screenshots; needs `make build`
	@.ci/tools cc browser
	@CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed screenshots:: -- --include-ignored --nocapture

soak: ## Refer 2,000 people where everything fails at random, and see what became of each; needs `make build`
	@.ci/tools cc browser
	@CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed soak::thousands -- --ignored --nocapture

size-by-crate: ## Which crates the bytes of the widget come from; CRATE=name lists its functions
	@node .ci/bytes-by-crate.mjs $(MODULE) $(CRATE)

test: lint native component build end-to-end ## Run every check, the cheap ones first
	@printf '\nmake: everything passed\n'

test-all: test end-to-end-elsewhere end-to-end-javascript ## Run every check, and whole referrals in Firefox, in WebKitGTK and without WebAssembly too
	@printf '\nmake: everything passed in three engines, and without WebAssembly\n'

lint: ## rustfmt, clippy for both worlds, the element's types, and the rule that the domain knows no browser
	$(call step,Tools for the lints,.ci/tools cc lints wasm-target types,see the line above)
	$(call step,rustfmt,cargo fmt --check,run: cargo fmt)
	$(call step,No browser crate in the native build,! cargo tree --locked --no-default-features --edges normal --prefix none | grep -E '^(leptos|web-sys|js-sys|wasm-bindgen|gloo)',make that crate optional and put it under the feature widget in Cargo.toml)
	$(call step,The library without features,cargo check --locked --no-default-features --lib,domain must build alone: move what it lacks out of it)
	$(call step,The fuzz targets (without libFuzzer),CUSTOM_LIBFUZZER_PATH=/none/none cargo check --locked --manifest-path fuzz/Cargo.toml --target-dir $(or $(CARGO_TARGET_DIR),target),mend the target that the compiler names)
	$(call step,Types of the element (TypeScript),tsc -p tests/types,mend src/embed/*.d.ts or what tests/types says of them)
	$(call step,clippy (native),cargo clippy $(NATIVE) --all-targets -- -D warnings,mend what clippy says above)
	$(call step,clippy (browser),cargo clippy $(WASM) --lib --test browser -- -D warnings,mend what clippy says above)

native:
	$(call step,Native tests,cargo test $(NATIVE) --lib --bins --test native,run one alone: cargo test $(NATIVE) --test native NAME)

component:
	$(call step,Tools for the component tests,.ci/tools wasm-target wasm-bindgen browser,see the line above)
	$(call step,Component tests (Chromium),CHROMEDRIVER=$$(command -v chromedriver) cargo test $(WASM) --test browser,the first failed test above is the one to mend)

end-to-end:
	$(call step,Tools for the end-to-end tests,.ci/tools cc browser accessibility,see the line above)
	$(call step,End-to-end tests (Chromium on dist/),CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed,run one alone: cargo test $(NATIVE) --test embed NAME)

end-to-end-javascript: ## The end-to-end tests on pages that refuse WebAssembly; needs `make build`
	$(call step,Tools for the end-to-end tests,.ci/tools cc browser accessibility,see the line above)
	$(call step,End-to-end tests without WebAssembly,REFERRAL_FORM_RUNG=javascript CHROMEDRIVER=$$(command -v chromedriver) cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_RUNG=javascript cargo test $(NATIVE) --test embed NAME)

end-to-end-elsewhere:
	$(call step,Tools for the other engines,.ci/tools cc firefox webkit accessibility,see the line above)
	$(call step,End-to-end tests (Firefox on dist/),REFERRAL_FORM_BROWSER=firefox cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_BROWSER=firefox cargo test $(NATIVE) --test embed NAME)
	$(call step,End-to-end tests (WebKitGTK on dist/),REFERRAL_FORM_BROWSER=webkit cargo test $(NATIVE) --test embed,run one alone: REFERRAL_FORM_BROWSER=webkit cargo test $(NATIVE) --test embed NAME)
