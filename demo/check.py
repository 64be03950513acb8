#!/usr/bin/env python3
"""Checks the demo data against its mappings and the schema, without the program: `python3 demo/check.py`.

Every column a mapping names exists; every property belongs to the type; every term is in its vocabulary; every key that
points to another record is defined; every date is a plausible EDTF expression; the letters of every name fit its
language tag; no row is there twice. Prints the counts, or the findings and ends with 1.
"""
import csv
import glob
import json
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT_OF_LANG = {
    "ab": "CYRILLIC", "bg": "CYRILLIC", "os": "CYRILLIC", "ru": "CYRILLIC", "ru-petr1708": "CYRILLIC",
    "uk": "CYRILLIC", "ar": "ARABIC", "fa": "ARABIC", "el": "GREEK", "he": "HEBREW", "hy": "ARMENIAN",
    "hyw": "ARMENIAN", "ka": "GEORGIAN", "de": "LATIN", "en": "LATIN", "eo": "LATIN", "es": "LATIN", "fr": "LATIN",
    "pl": "LATIN", "sl": "LATIN", "tr": "LATIN",
}
SCRIPT_OF_SUBTAG = {"Latn": "LATIN", "Arab": "ARABIC", "Cyrl": "CYRILLIC"}
DATE = re.compile(r"^-?[0-9X]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?$")
findings = []


def found(where, what):
    findings.append(f"{where}: {what}")


def edtf_fits(text):
    parts = text.split("/")
    if len(parts) > 2:
        return False
    if len(parts) == 1:
        return bool(DATE.match(text))
    if all(p in ("", "..") for p in parts):
        return False
    if not all(p in ("", "..") or DATE.match(p) for p in parts):
        return False
    first, last = (re.sub("[~?%]", "", p) for p in parts)
    if first in ("", "..") or last in ("", ".."):
        return True
    low = int(re.match(r"-?[0-9X]{4}", first).group().replace("X", "0"))
    high = int(re.match(r"-?[0-9X]{4}", last).group().replace("X", "9"))
    return low <= high


def letters_fit(text, tag):
    want = SCRIPT_OF_LANG.get(tag) or SCRIPT_OF_SUBTAG.get(tag.split("-")[-1])
    have = {unicodedata.name(c).split()[0] for c in text if c.isalpha()}
    return have == {want}


def load_schema():
    types, parts = {}, {}
    for path in glob.glob(f"{TOP}/schema/types/*.json"):
        spec = json.load(open(path, encoding="utf-8"))
        if spec["kind"] == "part":
            parts[spec["of"]] = {p["id"]: p.get("vocab") for p in spec["parts"]}
        else:
            types[spec["id"]] = {p["id"]: p for p in spec["properties"]}
    vocabs = defaultdict(set)
    for path in glob.glob(f"{TOP}/schema/vocab/*.csv") + glob.glob(f"{TOP}/schema/regions/*/vocab/*.csv"):
        for row in csv.DictReader(open(path, encoding="utf-8")):
            vocabs[os.path.basename(path)[:-4]].add(row["id"])
    return types, parts, vocabs


def cell(spec, row):
    """The value a mapping gives to a field: a column's cell, or the constant written in the mapping."""
    return row[spec["column"]] if isinstance(spec, dict) else spec


def main():
    types, parts, vocabs = load_schema()
    files = []
    for line in open(f"{TOP}/demo/order.txt", encoding="utf-8"):
        data, mapping = line.split()
        rows = list(csv.DictReader(open(f"{TOP}/{data}", encoding="utf-8", newline="")))
        files.append((data, rows, json.load(open(f"{TOP}/{mapping}", encoding="utf-8"))))
    listed = {data for data, _, _ in files}
    for path in glob.glob(f"{TOP}/demo/**/*.csv", recursive=True):
        if os.path.relpath(path, TOP) not in listed:
            found(os.path.relpath(path, TOP), "is not in order.txt")

    keys = defaultdict(set)    # scheme -> keys of records that some file declares
    type_of = {}               # (scheme, key) -> type
    for data, rows, mapping in files:
        subject = mapping["subject"]
        if mapping.get("type_statement", True):
            seen = Counter(row[subject["column"]] for row in rows)
            for key, times in seen.items():
                if times > 1:
                    found(data, f"the key {key} is declared {times} times")
                keys[subject["scheme"]].add(key)
                type_of[subject["scheme"], key] = mapping["type"]

    counts, langs = Counter(), Counter()
    for data, rows, mapping in files:
        header = set(rows[0])
        subject = mapping["subject"]
        for number, row in enumerate(rows, 2):
            where = f"{data} row {number}"
            if None in row or None in row.values():
                found(where, "has a wrong number of cells")
                continue
            if any(v != v.strip() or v != unicodedata.normalize("NFC", v) for v in row.values()):
                found(where, "has blanks around a cell, or letters not in normal form C")
            if row[subject["column"]] not in keys[subject["scheme"]]:
                found(where, f"the subject {row[subject['column']]} is not declared")
            for field in ("source", "contributor"):
                if row[field] not in keys[mapping[field]["scheme"]]:
                    found(where, f"the {field} {row[field]} is not declared")
            kind = type_of.get((subject["scheme"], row[subject["column"]]), "")
            if cell(mapping["type"], row) != kind:
                found(where, f"is about a {kind}, not about a {cell(mapping['type'], row)}")
                continue
            given = 0
            for column in mapping["columns"]:
                names = list(column["columns"].values()) if "columns" in column else [column["column"]]
                if not set(names) <= header:
                    found(data, f"has no column {names}")
                    return report(counts, langs, files)
                value = row[names[0]]
                if not value:
                    continue
                given += 1
                if column.get("audience", "public") not in ("public", "community", "restricted", "sealed"):
                    found(data, f"the audience {column['audience']} does not exist")
                prop = types[kind].get(column["property"])
                if not prop:
                    found(where, f"{kind} has no property {column['property']}")
                    continue
                what = prop["value"]
                counts[what] += 1
                if what == "term" and value not in vocabs[prop["vocab"]]:
                    found(where, f"{value} is not in {prop['vocab']}")
                if what == "when" and not edtf_fits(value):
                    found(where, f"{value} is not a plausible EDTF date")
                if what in ("ref", "membership"):
                    if value not in keys[column["scheme"]]:
                        found(where, f"{value} is not declared in {column['scheme']}")
                if what == "position":
                    lat, lon = (float(row[column["columns"][k]]) for k in ("lat", "lon"))
                    if not (38 < lat < 44 and 40 < lon < 51):
                        found(where, "lies off the road")
                if what == "name":
                    tag = cell(column["lang"], row)
                    langs[tag] += 1
                    if not letters_fit(value, tag):
                        found(where, f"the letters of {value} do not fit {tag}")
                for part, spec in column.get("parts", {}).items():
                    if part not in parts[what]:
                        found(where, f"a {what} has no part {part}")
                    vocab, text = parts[what].get(part), cell(spec, row)
                    if vocab and text and text not in vocabs[vocab]:
                        found(where, f"{text} is not in {vocab}")
                for part in ("holds", "certainty"):
                    text = cell(column[part], row) if part in column else ""
                    if part == "holds" and text and not edtf_fits(text):
                        found(where, f"{text} is not a plausible EDTF period")
                    if part == "certainty" and text and text not in vocabs["certainty"]:
                        found(where, f"{text} is not a certainty")
            if not given:
                found(where, "says nothing")
        for row, times in Counter(tuple(r.values()) for r in rows).items():
            if times > 1:
                found(data, f"{row} is there {times} times")
    invented(files)
    return report(counts, langs, files)


def invented(files):
    for data, rows, mapping in files:
        if "/village/" not in data:
            continue
        if mapping.get("type_statement", True) and {"property": "demo", "value": True} not in mapping.get("constants", []):
            found(data, "declares invented records without the stamp demo")
        if "position" in json.dumps([c["property"] for c in mapping["columns"]]).replace("position-in-words", ""):
            found(data, "gives an invented thing a position")


def report(counts, langs, files):
    for text in findings:
        print(text)
    print(f"{len(files)} files, {sum(len(r) for _, r, _ in files)} rows, {sum(counts.values())} statements")
    for data, rows, _ in files:
        print(f"  {data}: {len(rows)}")
    print("names by language tag:", dict(langs.most_common()))
    print(f"{len(findings)} findings")
    return 1 if findings else 0


sys.exit(main())
