"""What of an invoice's free text reads like a person's name, and what does not. All names are invented."""

import pytest

from contracts.descriptions import FIRST_NAMES, KNOWN, SENTENCE, names_a_person, words


@pytest.mark.parametrize(
    "text",
    [
        "Emma Campbell",
        "emma",
        "EMMA",
        "Fee for Emma's placement",
        "Placement of Tayo",
        "Baby Zuri",
        "Fee: child Smith",
        "Kofi Mensah, first third",
        "ZURI MENSAH",
        "Fostering, O'Neil-Brown Kofi",
        "Mr Smith",
        "weekly fee re Mensah",
        "named: Zuri",
        "J. Mensah",
        "Fee (J Mensah)",
        "Miss zuri",
        "siblings Nkechi and Obi",
        "Fee for siblings P-1 and Obi",
        "twins Nkechi & Obi",
        "children: Nkechi",
        "Contact with Mum and Nkechi",
        "Placement fee: Thomson",
        "Placement fee - Thomson",
        "Placement fee (Thomson)",
        "Placement fee Khan",
        "PLACEMENT FEE KHAN",
        "Placement fee Khan, first third",
        "Khan: placement fee",
        "J. Smith",
        "Fee J Smith",
        "Baby M",
        "Twins A and B",
        "Fee for J",
        "Fee re J.S.",
        "J. Young",
        "R Hall",
        "Child Young",
        "Nkechi",
        "Nkechi's placement",
        "FOR KHAN",
        "for ROWAN",
        "Zuri",
        "Fee - Zuri",
        "Smith",
        "fee. Zuri",
        "Fee for 2 - Zuri",
        "Fostering Zuri. Mensah",
        "Contact at Nkechi's",
        "Contact at Emma",
        "Child Emma Road",
        "Fee Khan 2025/26",
        "Ｅｍｍａ",  # noqa: RUF001 - letters of another width
    ],
)
def test_a_name_is_seen_however_it_is_written(text):
    assert names_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Placement fee",
        "Inter-agency fee 2025/26 - first third",
        "Weekly Fostering Fee 20 Mar to 17 Apr",
        "FOSTERING FEE",
        "Supervised contact at Leith Walk",
        "St Andrew's Children's Society",
        "Concurrent placement P-12, sibling group of 2",
        "Credit note for INV-12: Overcharge",
        "Placement Fee (Whole), City of Edinburgh",
        "Mr",
        "St Margaret's Children and Family Care Society",
        "Appendix A",
        "Contact supervision Mon Wed Fri",
        "Sessions with Mum and Dad",
        "Session with Mother at Clyde Centre",
        "Victoria Road contact centre",
        "Contact, Craigmount Street",
        "Contact at Harbourside",
        "Fee for Carnoustie",
        "Child P-12, twins P-13 and P-14",
        "Invoice XYZ-12 and XYZ 13",
        "Extraordinaries paid for twins",
        "P.O. number 12, V.A.T. exempt",
        "Group B contact, children's hall",
        "Child: young person's fee",
        "Synthetic Data, Clean Line",
    ],
)
def test_words_of_trade_places_and_codes_are_no_name(text):
    assert not names_a_person(text)


def test_words_that_the_rows_own_codes_are_made_of_are_no_name():
    own = set(words("ROWAN-Zuri-7"))

    assert own == {"rowan-zuri"} or own == {"rowan", "zuri"}
    assert names_a_person("Placement of Harbourside")
    assert not names_a_person("Placement of Harbourside", frozenset({"harbourside"}))
    assert not names_a_person("Emma", frozenset({"emma"}))


def test_the_sentence_says_what_to_do_and_is_no_name_itself():
    assert SENTENCE.startswith("Take out")
    assert not names_a_person(SENTENCE)


def test_the_lists_are_of_single_words_in_small_letters():
    assert all(word == word.casefold() and word.replace("-", "").isalpha() for word in KNOWN)
    assert all(word == word.casefold() and word.isalpha() for word in FIRST_NAMES)
    assert sorted(FIRST_NAMES & KNOWN) == ["angus"]
