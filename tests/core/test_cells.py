"""The text of a cell, whatever stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from core.imports.cells import clean_text


@given(st.text(max_size=40))
def test_clean_text_is_printable_and_settled(text: str) -> None:
    clean = clean_text(text)
    assert clean == clean_text(clean)
    assert not any(char in clean for char in "\n\r\t\x00\x07\u200b\ufeff")
    assert clean == clean.strip()
