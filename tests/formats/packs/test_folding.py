"""Words as the search knows them, on both sides alike."""

import json
import subprocess
from shutil import which

import pytest

from armillary.formats.packs.site.folding import folded, tables, words_in
from armillary.formats.packs.site.searching import search_script

CASES = {
    "Fractions, and DECIMALS!": ["fractions", "and", "decimals"],
    "Élève à l’École": ["eleve", "a", "l", "ecole"],
    "Straße ŁÓDŹ Ørsted æon": ["strasse", "lodz", "orsted", "aeon"],
    "İstanbul ISPARTA ırmak": ["istanbul", "isparta", "irmak"],
    "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς": ["οδυσσευσ", "οδυσσευσ"],
    "Ёлка йод": ["елка", "иод"],
    "أَلْجَبْرُ وَالهَنْدَسَة للتلاميذ": ["الجبر", "جبر", "والهندسه", "هندسه", "للتلاميذ", "تلاميذ"],
    "الله بالغ والد": ["الله", "بالغ", "والد"],
    "إلى آمال مؤسسة": ["الي", "امال", "موسسه"],
    "الـــكسور ۱۲٣": ["الكسور", "كسور", "123"],
    "کتاب فارسی": ["كتاب", "فارسي"],
    "שָׁלוֹם": ["שלום"],
    "ＡＢＣ　１２３ ｶﾀｶﾅ": ["abc", "123", "カタ", "タカ", "カナ", "ナ"],
    "光合作用": ["光合", "合作", "作用", "用"],
    "H₂O水 x": ["h2o", "水", "x"],
    "がくせい": ["がく", "くせ", "せい", "い"],
    "한국어 교육": ["한국어", "교육"],
    "हिन्दी किताब": ["हिन्दी", "किताब"],
    "ไทย": ["ไท", "ทย", "ย"],
    "ﬁeld ½ Ⅳ": ["field", "1", "2", "iv"],
    "plant🌱cell a\u200bb so\u00adft": ["plant", "cell", "ab", "soft"],
    "𞤀𞤣𞤤𞤢𞤥 𝔄𝔟𝔠 𠀀𠀁": ["𞤀𞤣𞤤𞤢𞤥", "abc", "𠀀𠀁", "𠀁"],
    "_under_score_ don't x-y __proto__": ["under", "score", "don", "t", "x", "y", "proto"],
    "a\x00b\x1fc\x85d": ["a", "b", "c", "d"],
    "\ua7c0X \u0870b": ["\ua7c0x", "\u0870b"],
    "ߒߞߏ߫": ["ߒߞߏ"],
    "x" * 40: ["x" * 32],
    "": [],
}


@pytest.mark.parametrize("text", CASES)
def test_words_of_a_text(text: str):
    assert words_in(text) == CASES[text]


def test_halves_of_characters_are_no_words():
    assert words_in("a\ud800b") == ["a", "b"]


def test_plain_letters_are_folded_as_all_others_are():
    text = "".join(map(chr, range(32, 127)))
    assert folded(text + "é") == folded(text) + "e"


def test_the_script_finds_the_same_words():
    node = which("node")
    if node is None:
        pytest.skip("node is not installed; the conformance checks ask Chromium")
    program = f"""
        const part = {{children: [{{}}, {{}}, {{}}], addEventListener() {{}}, dataset: {{}}}};
        for (const each of part.children) each.addEventListener = () => {{}};
        globalThis.window = {{}};
        globalThis.location = {{hash: ""}};
        globalThis.document = {{getElementById: () => part}};
        {search_script().decode()}
        window.armillaryFolding.prepare({json.dumps(tables())});
        const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
        console.log(JSON.stringify(cases.map(window.armillaryFolding.wordsIn)));
    """
    done = subprocess.run(
        [node, "-e", program], input=json.dumps(list(CASES)), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert dict(zip(CASES, json.loads(done.stdout), strict=True)) == CASES
