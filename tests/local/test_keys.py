from __future__ import annotations

import base64

import pytest

from governance.local import keys


def test_secrets_are_made_once_and_kept(tmp_path):
    first = keys.secrets_for(tmp_path / "keys", {})
    assert first == keys.secrets_for(tmp_path / "keys", {})
    assert first != keys.secrets_for(tmp_path / "other", {})


def test_field_keys_are_a_ring_of_named_32_byte_keys(tmp_path):
    made = keys.secrets_for(tmp_path / "keys", {})
    name, _, key = made["FIELD_KEYS"].partition(":")
    assert name == "k1"
    assert [len(base64.b64decode(text)) for text in (key, made["BLIND_INDEX_KEY"])] == [32, 32]


def test_a_key_given_for_one_run_does_not_replace_the_kept_one(tmp_path):
    kept = keys.secrets_for(tmp_path / "keys", {})
    assert keys.secrets_for(tmp_path / "keys", {"SECRET_KEY": "given"}) == kept | {"SECRET_KEY": "given"}
    assert keys.secrets_for(tmp_path / "keys", {}) == kept


@pytest.mark.parametrize("earlier", ["", "OLD=1\nA=2\n"], ids=["new", "over an old one"])
def test_a_file_is_replaced_as_a_whole_and_private(tmp_path, earlier):
    path = tmp_path / "env"
    if earlier:
        path.write_text(earlier)
    keys.write(path, {"A": "postgres://a:b=c@h/d"})
    assert keys.read(path) == {"A": "postgres://a:b=c@h/d"}
    assert path.stat().st_mode & 0o777 == 0o600
