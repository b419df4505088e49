.PHONY: help build test check lint fmt fuzz performance clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

build: ## the program, without a C compiler, as bin/parley
	CGO_ENABLED=0 go build -trimpath -o bin/parley ./cmd/parley

test: ## what a change has to pass
	go test ./...

check: lint test ## test, and everything that needs no browser

lint: ## formatting, vet and staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	go mod tidy -diff
	go tool -modfile=tools.mod staticcheck ./...

fmt: ## format the code
	gofmt -w .

fuzz: ## fuzz every target for ten seconds
	.ci/fuzz 10s

performance: ## measure, and remake the tables of docs/performance.md
	go test ./bargain -run '^$$' -bench '^BenchmarkTable$$' -benchtime 1x -timeout 2h -table ../docs/performance.md

clean: ## remove what building leaves behind
	rm -rf bin dist
