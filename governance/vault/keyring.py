"""The keys of field encryption: several by name, the first one current.

`FIELD_KEYS`        "k2:sm4:<base64, 16 bytes>,k1:<base64, 32 bytes>"; AES-256-GCM unless the entry says sm4 (SM4-GCM)
`BLIND_INDEX_KEY`   "<base64, 32 bytes>"; it has no name: changing it means computing every blind index anew

A sealed value is `version 1 | length of key id | key id | nonce 12 | ciphertext and tag 16`. Its header and the place
it was made for are authenticated, so a value copied to another row, column or table does not open.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
NONCE = 12
TAG = 16


class Unreadable(Exception):
    """A sealed value that does not open: unknown key, changed bytes, or moved from where it was made."""


class SM4GCM:
    """SM4 (GB/T 32907) in GCM, with the two methods of `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self.algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, place: bytes) -> bytes:
        encryptor = Cipher(self.algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(place)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, place: bytes) -> bytes:
        decryptor = Cipher(self.algorithm, modes.GCM(nonce, data[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(place)
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


CIPHERS: dict[str, tuple[type[AESGCM] | type[SM4GCM], int]] = {"aes": (AESGCM, 32), "sm4": (SM4GCM, 16)}


@dataclass(frozen=True)
class Ring:
    keys: dict[str, AESGCM | SM4GCM]
    current: str

    @cached_property
    def header(self) -> bytes:
        """What every value sealed under the current key begins with."""
        return bytes([VERSION, len(self.current)]) + self.current.encode()

    def seal(self, data: bytes, place: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        header = self.header
        return header + nonce + self.keys[self.current].encrypt(nonce, data, header + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Raises Unreadable; the message names the key and never the value."""
        name, body = key_id(sealed), 2 + sealed[1]
        if name not in self.keys:
            raise Unreadable(f"密钥环里没有密钥 {name}。")
        try:
            return self.keys[name].decrypt(sealed[body : body + NONCE], sealed[body + NONCE :], sealed[:body] + place)
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"密文与所在的行不符，或已被改动（密钥 {name}）。") from error


def key_id(sealed: bytes) -> str:
    """The name of the key a value was sealed with."""
    if len(sealed) < 2 + NONCE + TAG or sealed[0] != VERSION:
        raise Unreadable("不是本系统写下的密文。")
    return sealed[2 : 2 + sealed[1]].decode("ascii", "replace")


def ring() -> Ring:
    if not settings.FIELD_KEYS:
        raise ImproperlyConfigured("没有设置 FIELD_KEYS：个人信息不能保存，也不能读取。")
    return _parse_ring(settings.FIELD_KEYS)


def blind_key() -> bytes:
    if not settings.BLIND_INDEX_KEY:
        raise ImproperlyConfigured("没有设置 BLIND_INDEX_KEY：加密的字段不能按值查找。")
    return _parse_key("BLIND_INDEX_KEY", settings.BLIND_INDEX_KEY, 32)


@lru_cache(maxsize=8)
def _parse_ring(text: str) -> Ring:
    keys: dict[str, AESGCM | SM4GCM] = {}
    for entry in text.split(","):
        parts = entry.strip().split(":")
        name, kind, secret = parts[0], parts[1:-1] or ["aes"], parts[-1]
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name) or name in keys or kind not in (["aes"], ["sm4"]):
            raise ImproperlyConfigured(f"FIELD_KEYS 第 {len(keys) + 1} 项的名称或算法不对，或名称重复。")
        cipher, size = CIPHERS[kind[0]]
        try:
            keys[name] = cipher(_parse_key(f"FIELD_KEYS 的 {name}", secret, size))
        except UnsupportedAlgorithm as error:
            raise ImproperlyConfigured(f"FIELD_KEYS 的 {name}：这台机器的 OpenSSL 没有 SM4。") from error
    return Ring(keys, next(iter(keys)))


@lru_cache(maxsize=8)
def _parse_key(name: str, text: str, size: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != size:
        raise ImproperlyConfigured(f"{name} 必须是 {size} 字节的 base64。")
    return key


@checks.register(checks.Tags.security)
def check_keys(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Keys that are set must parse, and open what they seal, before the first resident is saved."""
    try:
        if settings.FIELD_KEYS and ring().open(ring().seal(b"", b""), b""):
            raise ImproperlyConfigured("FIELD_KEYS 不能使用。")
        if settings.BLIND_INDEX_KEY:
            blind_key()
    except (ImproperlyConfigured, UnsupportedAlgorithm) as error:
        return [checks.Error(str(error), id="vault.E001")]
    return []
