"""The application with its own accounts, once for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_app import ACCOUNTS, SmallApp, small_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApp]:
    with small_app(tmp_path_factory.mktemp("store"), ACCOUNTS) as made:
        yield made
