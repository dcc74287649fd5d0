# Needs make and Python 3.11 or newer; everything else comes with `make` itself.
.DEFAULT_GOAL := help
.PHONY: help run test bench demo lint format types

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
READY := .venv/.locked
DISTRICT ?= 310110
SCALE ?= district

help: ## 显示这份说明
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## 启动演示站（PORT、HOST、DATABASE_URL、REDIS_URL 可设）
	@exec $(BIN)/python -m governance.local run

test: $(READY) ## 运行测试（PYTEST_ARGS 传给 pytest）
	@exec $(BIN)/python -m governance.local test -n 2 --dist worksteal $(PYTEST_ARGS)

bench: $(READY) ## 运行性能测试（BENCH_ARGS 传给 manage.py bench）
	@exec $(BIN)/python -m governance.local bench $(BENCH_ARGS)

demo: $(READY) ## 向正在运行的演示站装载数据（DISTRICT、SCALE=small|district|city）
	@exec $(BIN)/python manage.py load_demo --district $(DISTRICT) --scale $(SCALE)

lint: $(READY) ## 检查代码、模板和模块之间的引用
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --check
	$(BIN)/lint-imports

format: $(READY) ## 整理代码和模板的格式
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade

types: $(READY) ## 检查类型
	$(BIN)/mypy .

$(READY): requirements/dev.txt
	@test -x $(BIN)/python || { test -n "$(PYTHON)" && $(PYTHON) -m venv .venv; } || \
		{ echo "错误：需要 Python 3.11 或更新的版本，以及它的 venv 模块。"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@echo "正在安装依赖……"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
