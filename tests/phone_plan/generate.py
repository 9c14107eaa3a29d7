"""Writes src/domain/validate/phone_plan.rs, the numbering plans that phone.rs reads.

The facts are libphonenumber's metadata (Apache-2.0), as packed in the Python package
phonenumbers 9.0.43 (Apache-2.0). To renew them:

    pip install phonenumbers==9.0.43
    python tests/phone_plan/generate.py > src/domain/validate/phone_plan.rs

For each calling code this builds an automaton of all valid numbers, of every type, in all its
regions. The table keeps, for each first digit, the lengths that numbers with it can have, and
looks at the second digit where that refuses at least half of what the first one lets through, and
where the calling code itself could be taken for the first digits. So no valid number is refused,
and some invalid ones are accepted.

One line a calling code, regions before "=", numbers after it, as phone.rs documents.
"""

import re
import sys
import textwrap

try:
    from re import _constants as sre, _parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_constants as sre
    import sre_parse

import phonenumbers
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS

VERSION = "9.0.43"
SHARE_REFUSED = 0.5
MOST_LISTED = 10
TYPES = ["fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip",
         "personal_number", "pager", "uan", "voicemail"]

# National prefixes that the metadata gives as expressions, with "." for any digit: first the
# plain prefix, or nothing where it is often left out, then the ones with a carrier's code.
# Argentina's 15 is in phone.rs. In Uruguay some numbers begin with 00 after no prefix.
PREFIXES = {
    "AR": "0",
    "AU": "0|183.",
    "BO": "0|01.",
    "BR": "|0|0..|90|90..",
    "BY": "8|0|80",
    "CN": "0|1....",
    "CO": "0|0.|0...",
    "CR": "|19..",
    "FO": "|10..",
    "GA": "|0",
    "JP": "0",
    "KR": "0|08.|08...",
    "LI": "0|1001",
    "LT": "0|8",
    "LU": "|15...",
    "UY": "|0",
}


class Automaton:
    """All valid numbers of a calling code, read digit by digit."""

    def __init__(self, code):
        self.empty_moves, self.moves, self.accepted, self.lengths_of = [], [], {}, {}
        start = self.state()
        for _, metadata in metadata_of(code):
            general = set(metadata.general_desc.possible_length)
            for kind in TYPES:
                description = getattr(metadata, kind)
                lengths = set(description.possible_length) or general if description else {-1}
                if lengths == {-1} or not description.national_number_pattern:
                    continue
                first = self.state()
                self.empty_moves[start].append(first)
                pattern = sre_parse.parse(description.national_number_pattern)
                last = self.sequence(pattern, first)
                self.accepted[last] = lengths
        self.start = self.closure({start})

    def state(self):
        self.empty_moves.append([])
        self.moves.append([])
        return len(self.moves) - 1

    def sequence(self, items, at):
        for operation, argument in items:
            at = self.item(operation, argument, at)
        return at

    def item(self, operation, argument, at):
        if operation is sre.SUBPATTERN:
            return self.sequence(argument[-1], at)
        end = self.state()
        if operation is sre.LITERAL:
            self.moves[at].append(({argument - ord("0")}, end))
        elif operation is sre.IN:
            self.moves[at].append((digits_of(argument), end))
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                first = self.state()
                self.empty_moves[at].append(first)
                self.empty_moves[self.sequence(branch, first)].append(end)
        elif operation is sre.MAX_REPEAT:
            least, most, repeated = argument
            for count in range(most + 1):
                if count >= least:
                    self.empty_moves[at].append(end)
                if count < most:
                    at = self.sequence(repeated, at)
        else:
            raise ValueError(operation)
        return end

    def closure(self, states):
        states, todo = set(states), list(states)
        while todo:
            for state in self.empty_moves[todo.pop()]:
                if state not in states:
                    states.add(state)
                    todo.append(state)
        return frozenset(states)

    def step(self, states, digit):
        return self.closure({end for state in states for digits, end in self.moves[state] if digit in digits})

    def lengths(self, states, read):
        """The total lengths of the numbers that go on from here, `read` digits into them."""
        key = (states, read)
        if key not in self.lengths_of:
            found = {read for state in states if read in self.accepted.get(state, ())}
            for digit in range(10):
                following = self.step(states, digit)
                if following:
                    found |= self.lengths(following, read + 1)
            self.lengths_of[key] = found
        return self.lengths_of[key]


def digits_of(items):
    digits = set()
    for operation, argument in items:
        if operation is sre.LITERAL:
            digits.add(argument - ord("0"))
        elif operation is sre.RANGE:
            digits |= set(range(argument[0] - ord("0"), argument[1] - ord("0") + 1))
        elif operation is sre.CATEGORY:
            digits |= set(range(10))
        else:
            raise ValueError(operation)
    return digits


def metadata_of(code):
    for region in REGIONS[code]:
        if region == "001":
            yield "", phonenumbers.PhoneMetadata.metadata_for_nongeo_region(code)
        else:
            yield region, phonenumbers.PhoneMetadata.metadata_for_region(region)


def numbers_text(code, automaton, states, read=0):
    """One level of the table: sets of digits, each with lengths or with the next level."""
    children = {}
    for digit in range(10):
        following = automaton.step(states, digit)
        lengths = automaton.lengths(following, read + 1)
        if lengths:
            child = "".join(chr(ord("@") + length) for length in sorted(lengths))
            if read == 0:
                next_lengths = [automaton.lengths(automaton.step(following, it), 2) for it in range(10)]
                refused = sum(len(lengths - it) for it in next_lengths)
                is_own_code = refused and digit == int(str(code)[0])
                if is_own_code or refused >= SHARE_REFUSED * 10 * len(lengths):
                    child = "(" + numbers_text(code, automaton, following, 1) + ")"
            children.setdefault(child, []).append(digit)
    return "".join(digits_text(digits) + child for child, digits in children.items())


def digits_text(digits):
    text = "".join(map(str, digits))
    return re.sub(r"\d+", lambda it: shorter_runs(it.group()), text)


def shorter_runs(digits):
    text, at = "", 0
    while at < len(digits):
        end = at
        while end + 1 < len(digits) and int(digits[end + 1]) == int(digits[end]) + 1:
            end += 1
        text += digits[at] + "-" + digits[end] if end - at > 1 else digits[at:end + 1]
        at = end + 1
    return text


def prefixes_and_area(region, metadata):
    expression = metadata.national_prefix_for_parsing or ""
    if region in PREFIXES:
        return PREFIXES[region], ""
    area = ""
    local = re.fullmatch(r"\([^()]*\)\$\|?(.*)", expression)
    if local:
        area = re.fullmatch(r"(\d+)\\1", metadata.national_prefix_transform_rule).group(1)
        expression = local.group(1)
    if expression and expression == metadata.national_prefix and not is_written(region, expression):
        expression = "|" + expression
    if not re.fullmatch(r"[\d|]*", expression):
        raise ValueError(f"{region}: add {expression} to PREFIXES")
    return expression, area


def is_written(region, prefix):
    """Whether people of the region write its numbers with the national prefix."""
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
        example = phonenumbers.example_number_for_type(region, kind)
        national = phonenumbers.PhoneNumberFormat.NATIONAL
        if example and phonenumbers.format_number(example, national).strip("(").startswith(prefix):
            return True
    return False


def exit_codes(metadata):
    """What is dialled before a calling code; with "." where there are too many to list."""
    codes = spelled_out(sre_parse.parse(metadata.international_prefix or ""))
    by_length = {}
    for text in sorted(codes):
        by_length.setdefault(len(text), []).append(text)
    return "|".join("|".join(texts) if len(texts) <= MOST_LISTED else
                    "".join(a[0] if len(set(a)) == 1 else "." for a in zip(*texts))
                    for _, texts in sorted(by_length.items()))


def spelled_out(items):
    texts = [""]
    for operation, argument in items:
        if operation is sre.LITERAL:
            ends = [chr(argument)]
        elif operation is sre.IN:
            ends = [str(it) for it in sorted(digits_of(argument))]
        elif operation is sre.SUBPATTERN:
            ends = spelled_out(argument[-1])
        elif operation is sre.BRANCH:
            ends = [text for branch in argument[1] for text in spelled_out(branch)]
        elif operation is sre.MAX_REPEAT and argument[:2] == (0, 1):
            ends = [""] + spelled_out(argument[2])
        else:
            raise ValueError(operation)
        texts = [text + end for text in texts for end in ends]
    return texts


def regions_text(code):
    texts, main = [], None
    for region, metadata in metadata_of(code):
        prefixes, area = prefixes_and_area(region, metadata)
        rules = (prefixes, exit_codes(metadata))
        text = region
        if main is None or rules != main:
            text += rules[0] + ("" if rules[1] in ("00", "") else "/" + rules[1])
        if main is not None and rules != main and rules == ("", "00"):
            raise ValueError(f"{region}: no way to write that it has no prefix")
        main = main or rules
        texts.append(text + (area and "+" + area))
    return ",".join(texts)


def regions_of_all():
    regions = sorted(text[:2] for code in REGIONS for text in regions_text(code).split(",") if text)
    return "\\\n".join(line + " " for line in textwrap.wrap(" ".join(regions), 126)).rstrip()


def main():
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"needs phonenumbers {VERSION}")
    print("//! Numbering plans by calling code, for [`super::phone`]. Generated: do not edit.")
    print("//!")
    print("//! Facts: libphonenumber's metadata (Apache-2.0) as in the Python package")
    print(f"//! phonenumbers {VERSION}. Generator and format: tests/phone_plan/generate.py.")
    print()
    print("/// One line a calling code: its regions, \"=\", and the lengths of its numbers by first digits.")
    print('pub(super) const TABLE: &str = "\\')
    for code in sorted(REGIONS):
        automaton = Automaton(code)
        print(f"{code} {regions_text(code)}={numbers_text(code, automaton, automaton.start)}")
    print('";')
    print()
    print("/// Every region of the table.")
    print('pub(super) const REGIONS: &str = "\\')
    print(regions_of_all() + '";')


main()
