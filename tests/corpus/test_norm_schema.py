"""The published JSON Schema of a norm's file is the one the types give; both norms obey it."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml

from analyzer.norms import NORM_IDS, schema


def _file(name: str) -> bytes:
    return files("corpus").joinpath("norms", name).read_bytes()


def test_published_schema_is_current() -> None:
    """To renew it, write what `analyzer.norms.schema()` returns to corpus/norms/norm.schema.json."""
    assert _file("norm.schema.json") == schema()


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_norms_obey_the_schema(norm_id: str) -> None:
    jsonschema.validate(yaml.safe_load(_file(f"{norm_id}.yaml")), json.loads(schema()))


def test_schema_refuses_an_unknown_key() -> None:
    norm = yaml.safe_load(_file(f"{NORM_IDS[0]}.yaml"))
    norm["ambitions"][0]["onbekend"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(norm, json.loads(schema()))
