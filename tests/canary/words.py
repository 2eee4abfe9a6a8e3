"""Canaries: words that exist nowhere else, planted on one way in each, and looked for everywhere after."""

import secrets
from dataclasses import dataclass

_VOWELS, _CONSONANTS = "aeiou", "bcdfgklmnprtvz"
_ACCENTED = "éèëöüïñçåø"  # of one byte in Latin-1, two in UTF-8: the same in UTF-16 but for its noughts
_SIZE = 10


@dataclass(frozen=True)
class Canary:
    """Three words of one way in: plain letters, accented letters, hexadecimal digits."""

    way: str
    plain: str
    accented: str
    digits: str

    def __str__(self) -> str:
        return f"{self.plain} {self.accented} {self.digits}"

    def text(self, size: int = 0) -> str:
        """Give a talk of at least `size` characters with the three words in every two thousand."""
        line = f"R: We lived near {self.plain} then, and {self.accented} came by on foot. The key was {self.digits}.\n"
        block = "I: Hello.\n" + line + "And then we walked on by the brook. " * 45 + "\n"
        return block * max(1, -(-size // len(block)))


class Brood:
    """The canaries of one run. All words of a kind begin alike, so that one search finds all of them."""

    def __init__(self) -> None:
        pairs = (secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(_SIZE // 2))
        self.plain = "".join(pairs).capitalize()
        self.accented = "".join(secrets.choice(_CONSONANTS) + secrets.choice(_ACCENTED) for _ in range(4)).capitalize()
        self.digits = secrets.token_hex(8)
        self.ways: list[str] = []

    def canary(self, way: str) -> Canary:
        """Give the canary of a way in, always the same."""
        if way not in self.ways:
            self.ways.append(way)
        number = self.ways.index(way)
        ending = chr(97 + number // 26) + chr(97 + number % 26)
        return Canary(way, self.plain + ending, self.accented + ending, f"{self.digits}{number:02x}")

    def way_of(self, marker: str, ending: bytes) -> str:
        """Give the way whose word ends so, or an empty string when it cannot be told."""
        for way in self.ways:
            canary = self.canary(way)
            word = {self.plain: canary.plain, self.accented: canary.accented, self.digits: canary.digits}[marker]
            if ending.startswith(word.removeprefix(marker).encode()):
                return way
        return ""
