"""What a page or an editor puts before each line of a paste: numbers, bullets."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[ \t]*(\d{1,6})[.:)|]?(?:[ \t]|$)")
_BULLET = re.compile(r"[ \t]*([*|•-])(?:[ \t]|$)")
_LOOKED_AT = 60
_FEWEST = 4


def margin(rows: Sequence[str]) -> re.Pattern[str] | None:
    """What each of the lines begins with, to be taken away; None where there is no such thing."""
    filled = [(number, row) for number, row in enumerate(rows[:_LOOKED_AT]) if row.strip()]
    numbers = [(number, found) for number, row in filled if (found := _NUMBER.match(row))]
    first = {int(found[1]) - number for number, found in numbers}
    if len(numbers) == len(filled) and len(first) == 1 and (len(filled) >= _FEWEST or (len(filled) > 1 and 1 in first)):
        return _NUMBER
    if len(filled) < _FEWEST:
        return None
    bullets = [found[1] for _, row in filled if (found := _BULLET.match(row))]
    return _BULLET if len(bullets) == len(filled) and len(set(bullets)) == 1 else None
