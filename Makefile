# Short names for what the scripts do; nothing here is needed to use them.
.PHONY: test demo lint format chroot chroot-package deb

test:
	tests/run

demo:
	tests/demo

lint:
	tests/run tests/test_code.py

format:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

chroot:
	tests/chroot bookworm trixie

chroot-package:
	tests/chroot --package bookworm trixie

deb:
	packaging/build-deb --check
