from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from governance.vault.fields import blind_index, decrypt, encrypt
from governance.vault.keyring import Unreadable, check_keys, key_id, ring

CELL = ("neighborhoods_resident", "id_number", "0198c0de-0000-7000-8000-000000000001")


@pytest.mark.parametrize("text", ["", "13800138000", "欧阳修远", "x" * 5000])
def test_what_is_sealed_opens_again_in_its_place(text):
    assert decrypt(*CELL, encrypt(*CELL, text)) == text


def test_the_same_text_never_looks_the_same_twice():
    assert encrypt(*CELL, "13800138000") != encrypt(*CELL, "13800138000")


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param(("visits_visit", *CELL[1:]), id="another table"),
        pytest.param((CELL[0], "phone", CELL[2]), id="another column"),
        pytest.param((*CELL[:2], "0198c0de-0000-7000-8000-000000000002"), id="another row"),
        pytest.param((CELL[0] + CELL[1][:1], CELL[1][1:], CELL[2]), id="the same letters cut elsewhere"),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere):
    with pytest.raises(Unreadable):
        decrypt(*elsewhere, encrypt(*CELL, "13800138000"))


def test_any_changed_byte_is_noticed():
    sealed = encrypt(*CELL, "13800138000")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Unreadable):
            decrypt(*CELL, changed)


@pytest.mark.parametrize("length", range(0, 40, 3))
def test_a_value_cut_short_is_refused(length):
    with pytest.raises(Unreadable):
        decrypt(*CELL, encrypt(*CELL, "13800138000")[:length])


def test_an_older_key_still_opens_and_the_first_one_seals(keys, k1, k2):
    old = encrypt(*CELL, "13800138000")
    keys(k2, k1)
    assert decrypt(*CELL, old) == "13800138000"
    assert (key_id(old), key_id(encrypt(*CELL, "13800138000"))) == ("k1", "k2")


def test_a_value_under_a_key_that_left_the_ring_is_unreadable(keys, k2):
    old = encrypt(*CELL, "13800138000")
    keys(k2)
    with pytest.raises(Unreadable, match="k1"):
        decrypt(*CELL, old)


def test_sm4_can_stand_beside_aes(keys, k1, s3):
    keys(s3, k1)
    sealed = encrypt(*CELL, "13800138000")
    assert (key_id(sealed), decrypt(*CELL, sealed)) == ("s3", "13800138000")
    with pytest.raises(Unreadable):
        decrypt(*CELL, sealed[:-1] + bytes([sealed[-1] ^ 1]))


@pytest.mark.parametrize(
    "text", ["", "k1", "k1:", "k1:AAEC", "k1:!!!", "k1:des:AAECAwQFBgcICQoLDA0ODw==", "钥:AAEC", "k1:sm4:x:AAEC"]
)
def test_a_ring_that_makes_no_sense_is_refused(keys, text):
    keys(text)
    with pytest.raises(ImproperlyConfigured):
        ring()


def test_a_name_used_twice_is_refused(keys, k1):
    keys(k1, k1)
    with pytest.raises(ImproperlyConfigured, match="重复"):
        ring()


def test_the_check_finds_bad_keys_at_the_start_and_never_prints_them(keys, settings):
    assert check_keys(None) == []
    keys("k1:c2VjcmV0")
    assert [message.id for message in check_keys(None)] == ["vault.E001"]
    assert "c2VjcmV0" not in str(check_keys(None))


def test_a_blind_index_ignores_how_a_number_was_typed():
    spellings = ["13800138000", "138 0013 8000", "138-0013-8000", "１３８００１３８０００", " 13800138000\n"]
    assert len({blind_index("resident.phone", spelling) for spelling in spellings}) == 1
    assert blind_index("r.id", "11010519491231002x") == blind_index("r.id", "11010519491231002X")


def test_a_blind_index_tells_nothing_across_columns_or_keys(settings):
    first = blind_index("resident.phone", "13800138000")
    assert len(first) == 32
    assert first != blind_index("volunteer.phone", "13800138000")
    settings.BLIND_INDEX_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert first != blind_index("resident.phone", "13800138000")
