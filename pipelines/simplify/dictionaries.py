"""The configurations of OpenCC, each with its dictionaries, and this project's own tables."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from pipelines.tables import read_lines
from pipelines.variants import dictionary, folder

Words = dict[str, str]

_SET = re.compile(r"\[(.+?)\]")


class Group(NamedTuple):
    """Dictionaries that are applied in one go: single characters and phrases."""

    characters: Words
    phrases: Words


class Configuration(NamedTuple):
    """An OpenCC configuration.

    Attributes:
        segmentation: words at whose borders the text is cut before anything is converted.
        chain: groups, applied one after the other.
    """

    segmentation: Words
    chain: tuple[Group, ...]


def configuration(name: str) -> Configuration:
    """The OpenCC configuration `name` (`t2s`, `tw2s`, `hk2s`, `tw2sp`).

    Raises:
        ValueError: there is no configuration of that name.
    """
    path = folder() / "config" / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*2s*.json")))
        raise ValueError(f"no OpenCC configuration named {name!r}: the ones to simplified are {known}")
    rules = json.loads(path.read_text("utf-8"))
    chain = tuple(_group(list(_files(link["dict"]))) for link in rules["conversion_chain"])
    return Configuration(_read(rules["segmentation"]["dict"]["file"]), chain)


def supplement(name: str) -> Words:
    """This project's table `simplify-<name>.tsv`: what is written first, what it becomes second."""
    return dict(line.split("\t")[:2] for line in read_lines(f"simplify-{name}.tsv"))


def expanded(words: Words, characters: Words) -> Words:
    """Each `[xyz]` of a key stands for one of its characters, each `[]` of the value for that one as it is converted.

    A set also holds every character that becomes what one of its own becomes, so that a phrase is found before and
    after its neighbours are converted.

    >>> expanded({"[下]沈": "[]沉", "沈[沒]": "沉[]"}, {"沒": "没"})
    {'下沈': '下沉', '沈沒': '沉没', '沈没': '沉没'}
    """
    before: dict[str, list[str]] = defaultdict(list)
    for character, value in characters.items():
        before[value].append(character)
    found = {}
    for key, value in words.items():
        simplified = (dict.fromkeys(characters.get(each, each) for each in members) for members in _SET.findall(key))
        sets = ([(one, each) for each in members for one in [*before[each], each]] for members in simplified)
        for chosen in product(*sets):
            one = _SET.sub("{}", key).format(*(written for written, _ in chosen))
            found[one] = value.replace("[]", "{}").format(*(each for _, each in chosen))
    return found


def _files(rule: Any) -> Iterator[str]:
    if rule["type"] == "group":
        for each in rule["dicts"]:
            yield from _files(each)
    else:
        yield rule["file"]


def _read(file: str) -> Words:
    return {key: values[0] for key, values in dictionary(file).items()}  # the first one, as OpenCC does


def _group(files: list[str]) -> Group:
    words: Words = {}
    for file in reversed(files):  # the first dictionary of a group wins
        words |= _read(file)
    characters = {key: value for key, value in words.items() if len(key) == len(value) == 1}
    return Group(characters, {key: value for key, value in words.items() if key not in characters})
