"""Text tables: what is sniffed, what is read, what is said of tables that are broken, and the way there and back."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlpviz.data import csv_rows
from mlpviz.data.csv_table import Columns, CsvFormat, guessed, read_table, samples_of, sniffed
from mlpviz.data.errors import DataError
from mlpviz.data.generators import GENERATORS
from mlpviz.data.recipe import Recipe, generate
from mlpviz.data.samples import make_samples
from mlpviz.data.to_csv import csv_text

IRIS = "length,width,kind\n5.1,3.5,setosa\n6.2,2.9,virginica\n4.9,3.0,setosa\n6.3,3.3,virginica\n"


def read(text, encoding="utf-8"):
    """Table and samples as a user gets them who changes nothing."""
    raw = text.encode(encoding)
    table = read_table(raw, sniffed(raw))
    return table, samples_of(table, guessed(table))


def said_of(text, format=None):
    """What is said of a broken table: (place, message)."""
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DataError) as caught:
        table = read_table(raw, format or sniffed(raw))
        samples_of(table, guessed(table))
    return caught.value.place, caught.value.message


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "header"),
    [
        (IRIS, ",", ".", True),
        ("1,2,3\n4,5,6\n", ",", ".", False),
        ("a;b;c\n1,5;2,5;0\n-3,25;1e3;1\n", ";", ",", True),
        ("a;b\n1.5;2.5\n", ";", ".", True),
        ("a\tb\n1,5\t2\n", "\t", ",", True),
        ("a|b\n1|2\n", "|", ".", True),
        ("1 2\n3 4\n", " ", ".", False),
        ("1   2\n10 4\n", " ", ".", False),
        ("a, b\n1, 2\n", ",", ".", True),
        ("0,1\n1,0\n", ",", ".", False),
        ('"a, the first";"b"\n1;2\n', ";", ".", True),
        (",a,b\n0,1,2\n1,3,4\n", ",", ".", True),
        ("5.1,3.5,Iris setosa\n4.9,3.0,Iris setosa\n4.9,3.0,Iris setosa,\n", ",", ".", False),
        ("x;name\n1;a b\n2;c d\n", ";", ".", True),
    ],
)
def test_the_format_is_sniffed(text, delimiter, decimal, header):
    assert sniffed(text.encode()) == CsvFormat(delimiter, decimal, header)


def test_a_table_becomes_samples():
    table, samples = read(IRIS)
    assert table.names == ("length", "width", "kind") and table.lines == (2, 3, 4, 5)
    assert samples.names == ("length", "width")
    assert samples.classes == ("setosa", "virginica")
    assert samples.targets[:, 0].tolist() == [0, 1, 0, 1]
    assert samples.inputs[3].tolist() == [6.3, 3.3]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_end_in_any_way(ending, last):
    text = IRIS.replace("\n", ending)
    table, samples = read(text if last else text.removesuffix(ending))
    assert samples == read(IRIS)[1]
    assert table.lines == (2, 3, 4, 5)


@pytest.mark.parametrize(
    ("encoding", "seen"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("latin-1", "latin-1")]
)
def test_encodings_and_byte_order_marks(encoding, seen):
    raw = "größe,y\n1,2.5\n3,4.5\n".encode(encoding)
    assert sniffed(raw).encoding == seen
    assert read_table(raw, sniffed(raw)).names == ("größe", "y")


def test_quotes_blank_lines_and_lines_within_quotes():
    table, samples = read('"a","b ""x""",kind\n\n1,2,"one\nmore"\n , ,\n3,4,two\n5,6,two\n')
    assert table.names == ("a", 'b "x"', "kind")
    assert table.lines == (3, 6, 7)
    assert samples.classes == ("one\nmore", "two")


def test_a_real_minus_sign_is_a_minus_sign():
    assert read("a,b\n−1.5,2.25\n3,−4.5\n")[1].inputs[0, 0] == -1.5


def test_without_a_header_columns_are_numbered():
    assert read("1,2,0.5\n3,4,1.5\n")[1].names == ("x1", "x2")


def test_columns_that_are_empty_or_have_no_name():
    table, samples = read("a,,c,\n1,2,3.5,\n4,5,6.5,\n")
    assert table.names == ("a", "column 2", "c", "column 4")
    assert samples.names == ("a", "column 2") and samples.targets[:, 0].tolist() == [3.5, 6.5]


@pytest.mark.parametrize(
    ("targets", "kind"),
    [
        (["0", "1", "1", "0"], "classes"),
        (["1", "2", "3", "1", "2", "3"], "classes"),
        (["1", "2", "3", "4"], "numbers"),
        (["0.5", "1.5", "0.5", "1.5"], "numbers"),
        (["a", "b", "c"], "classes"),
        (["1", "1", "1", "1"], "numbers"),
        (["0.5", "0.25", "0.125", "oops"], "numbers"),
    ],
)
def test_whether_targets_are_classes_is_guessed(targets, kind):
    raw = ("x,y\n" + "".join(f"{row},{target}\n" for row, target in enumerate(targets))).encode()
    assert guessed(read_table(raw, CsvFormat())) == Columns((0,), (1,), kind)


def test_labels_that_are_numbers_are_sorted_as_numbers():
    samples = samples_of(read_table(b"x,y\n1,10\n2,9\n3,9.0\n4,10\n", CsvFormat()), Columns((0,), (1,), "classes"))
    assert samples.classes == ("9", "10")
    assert samples.targets[:, 0].tolist() == [1, 0, 0, 1]


def test_several_targets():
    samples = samples_of(read_table(b"a,b,c\n1,2,3\n4,5,6\n", CsvFormat()), Columns((1,), (2, 0), "numbers"))
    assert samples.targets.tolist() == [[3, 1], [6, 4]] and samples.classes == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a,b,c\n1,2,3\n4,5\n", "line 3", "has 2 cells where line 1 has 3"),
        ("a,b\n1,2\n3,4\n\n5,6,7\n", "line 5", "has 3 cells where line 1 has 2"),
        ("a,b\n1,2\n3\n", "line 3", "has 1 cell where"),
        ("a,b\n1,2.5\nabc,3.5\n4,4.5\n", "line 3, column 1 (a)", "'abc' is not a finite number"),
        ("a,b\n1,2.5\nnan,3.5\n2,1.5\n", "line 3, column 1 (a)", "'nan' is not a finite number"),
        ("a,b\n1,2.5\n2,1e999\n2,1.5\n", "line 3, column 2 (b)", "'1e999' is not a finite number"),
        ("a,b\n1,2.5\n2,-inf\n2,1.5\n", "line 3, column 2 (b)", "'-inf' is not a finite number"),
        ("a,b\n1,2.5\n1_000,1.5\n3,3.5\n", "line 3, column 1 (a)", "'1_000' is not a finite number"),
        ("a,b\n1,2.5\n,1.5\n3,3.5\n", "line 3, column 1 (a)", "is empty: fill it in"),
        ("a;b\n1.5;2\n2,5;3\n2.5;4\n", "line 3, column 1 (a)", "with a decimal point: choose a decimal comma"),
        ("x,kind\n1,a\n2,\n3,b\n", "line 3, column 2 (kind)", "has no label"),
        ("x,kind\n1,a\n2,a\n", "column 2 (kind)", "has one label only, 'a'"),
        ("a,a,y\n1,2,0.5\n3,4,1.5\n", "column 2", "is a second input called 'a'"),
        ("x\n1\n2\n", "", "a column of numbers for an input and one for the target: is the delimiter right?"),
        ("a,b\nc,d\n", "", "a column of numbers for an input"),
        ("", "", "nothing in this file"),
        ("\n \n\n", "", "nothing in this file"),
        ('a,b\n1,2\n"3,4\n5,6\n', "line 3", "a quote opens here and is never closed"),
        ('a,b\n1,2\n"3"x,4\n', "line 3", "text follows a closing quote"),
        ("a,b\n1,2\n3,\0\n", "line 3", "holds a NUL"),
    ],
)
def test_a_broken_table_is_told_with_line_column_and_remedy(text, place, words):
    found = said_of(text)
    assert found[0] == place
    assert words in found[1]


def test_a_header_and_nothing_else():
    assert "there is a header and no row below it" in said_of("a,b\n", CsvFormat())[1]
    assert "nothing in this file" in said_of("", CsvFormat())[1]


def test_utf_16_without_its_mark_and_pictures_are_no_text():
    for raw in ("a,b\n1,2\n".encode("utf-16-le"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        assert "this is no text" in said_of(raw)[1]


def test_another_encoding_than_the_file_has():
    place, message = said_of("größe,y\n1,2\n".encode("latin-1"), CsvFormat())
    assert (place, message) == ("byte 3", "is not utf-8: choose another encoding")


@pytest.mark.parametrize(
    "format",
    [CsvFormat(delimiter="x"), CsvFormat(delimiter=""), CsvFormat(decimal=";"), CsvFormat(encoding="rot13"),
     CsvFormat(delimiter=",", decimal=",")],
)  # fmt: skip
def test_a_format_that_there_is_not(format):
    with pytest.raises(DataError, match=r"must be one of|cannot be the delimiter"):
        read_table(IRIS.encode(), format)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (Columns((), (2,), "classes"), "at least one input"),
        (Columns((0,), (), "classes"), "at least one input and one target"),
        (Columns((0,), (3,), "classes"), "no column 4"),
        (Columns((-1,), (2,), "classes"), "no column 0"),
        (Columns((0, 0), (2,), "classes"), "column 1: is chosen twice"),
        (Columns((0, 2), (2,), "classes"), "column 3: is chosen twice"),
        (Columns((0,), (1, 2), "classes"), "classes stand in one column"),
        (Columns((0,), (2,), "words"), "must be 'classes' or 'numbers'"),
    ],
)
def test_columns_that_do_not_fit(columns, words):
    with pytest.raises(DataError, match=words):
        samples_of(read_table(IRIS.encode(), CsvFormat()), columns)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"1,2\n" * (csv_rows.MAX_BYTES // 4), "the file has 64 MB, and the limit is 64"),
        (b"1,2\n" * 5_000_000, "is more than fits: keep at most 100,000 rows"),
        (b"1," * 5000 + b"1\n", "5,001 cells, and the limit is 4,096"),
        (b"1," * 10_000_000, "longer than a million characters"),
        ((b"1," * 4000 + b"1\n") * 3000, "10,000,000 cells in all"),
        (b'"' + b"1,2\n" * 5_000_000, "a quote opens here and is never closed"),
        (b"\n" * 20_000_000, "keep at most 1,000,000 lines"),
    ],
    ids=["bytes", "rows", "columns", "line", "cells", "quote", "blank"],
)
def test_a_huge_table_is_refused_in_bounded_time(raw, words):
    begun = time.process_time()
    assert words in said_of(raw)[1]
    assert time.process_time() - begun < 20  # a slow machine under load; a second or two otherwise


@pytest.mark.parametrize("name", GENERATORS)
def test_every_set_goes_through_a_file_and_back(name):
    samples = generate(Recipe(name, 60, 0.1))
    raw = csv_text(samples).encode()
    table = read_table(raw, sniffed(raw))
    columns = guessed(table)
    assert columns.kind == ("classes" if samples.classes else "numbers")
    assert samples_of(table, columns) == samples


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
    lambda word: csv_rows.cell_number(word, ".") is None and csv_rows.cell_number(word, ",") is None
)


@given(st.data())
def test_samples_go_through_text_and_back_to_the_same_bits(data):
    rows, width, outputs = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    names = tuple(data.draw(st.lists(words, min_size=width, max_size=width, unique=True)))
    finite = st.floats(allow_nan=False, allow_infinity=False)
    inputs = data.draw(arrays.arrays(np.float64, (rows, width), elements=finite))
    if data.draw(st.booleans()) and rows > 1:
        classes = tuple(sorted(data.draw(st.lists(words, min_size=2, max_size=rows, unique=True))))
        targets = (np.arange(rows) % len(classes))[:, None]
        samples = make_samples(inputs, targets, names, classes)
        columns = Columns(tuple(range(width)), (width,), "classes")
    else:
        samples = make_samples(inputs, data.draw(arrays.arrays(np.float64, (rows, outputs), elements=finite)), names)
        columns = Columns(tuple(range(width)), tuple(range(width, width + outputs)), "numbers")
    raw = csv_text(samples).encode()
    assert samples_of(read_table(raw, sniffed(raw)), columns) == samples


@given(st.binary(max_size=300) | st.text(alphabet='1,;\t "ab.\n\r-', max_size=200).map(str.encode))
def test_whatever_the_bytes_are_there_are_samples_or_a_data_error(raw):
    try:
        table = read_table(raw, sniffed(raw))
        samples = samples_of(table, guessed(table))
    except DataError as error:
        assert error.message
    else:
        assert np.isfinite(samples.inputs).all()
