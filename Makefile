# Everything runs from a virtual environment of its own; nothing but Python (3.11 or newer), pip and make is needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# The CPU build of this version suffices; where torch is there already, nothing is fetched.
TORCH ?= torch==2.13.0

.PHONY: demo test papers app check bench clean

$(VENV)/.product: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tests: $(VENV)/.product
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,neural]'
	touch $@

# Exit code 3 means that some page could not be read: without tesseract, the scan among the examples.
demo: $(VENV)/.product
	$(BIN)/normtoets analyse corpus/example/documents --norm groningse-norm --norm noord-hollandse-norm \
		--organisation "Gemeente Oosterhoven" --organisation-type gemeente --peildatum 2026-03-01 --out rapport \
		--format docx --format html --format json --format xlsx --format documentstudie || [ $$? -eq 3 ]

test: $(VENV)/.tests
	$(BIN)/python -m pytest

# Every paper of the example dossier, as LibreOffice prints it.
papers: $(VENV)/.tests
	$(BIN)/python -m pytest -m slow tests/analyzer/report/test_papers_printed.py

app: $(VENV)/.product
	$(BIN)/python app.py

# What a change must pass: format, lint, types, architecture. The tests are `make test`.
check: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.tests
	$(BIN)/python -m eval.bench

clean:
	rm -rf $(VENV) rapport
