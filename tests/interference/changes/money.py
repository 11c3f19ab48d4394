"""Agreements, commitments and purchases of B's; a spreadsheet of each kind that its people may send."""

from datetime import date
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from consortium.carers import Household
from contracts.agreeing import signing
from contracts.agreements import Agreement
from contracts.commitments import Commitment
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import Invoice
from contracts.pricing.tariffs import Tariff
from contracts.purchases import Purchase
from contracts.years.records import Relief
from tests.interference.changes.cases import SEARCHING, cases
from tests.interference.changes.homes import homes
from tests.interference.places import A
from tests.interference.side import Act, Acts, Picked, Side, boxes, on
from tests.web.visitors import day


def buyers(side: Side) -> frozenset[str]:
    """Who reads what the agencies of the consortium ask, because it buys of them."""
    return frozenset({A.authority}) if side.place.of == A.of else frozenset()


def parties(side: Side) -> frozenset[str]:
    """The agencies of the consortium: B's commitments count placements of any, so that each is party to its agreement.

    They read its terms, and that what waits to be signed is another text; of B's commitments they read nothing.
    """
    return frozenset({A.agency}) if side.place.of == A.of else frozenset()


def read_digest(_: Side, picked: Picked) -> dict[str, str]:
    """What is to be signed, as it reads now."""
    version = signing.to_be_signed(picked.row)
    return {"digest": signing.digest_of(picked.row, version=version) if version else ""}


def selling(side: Side) -> Picked:
    """No price as yet; those who buy are told of it."""
    return Picked(told=buyers(side))


def agreement(side: Side) -> Picked | None:
    """The agreement under which B's commitments stand, and no others."""
    own = side.ground.records[side.place].shared["agreement_id"]
    row = side.one(sa.select(Agreement).where(Agreement.id == own))
    return Picked({"agreement_id": row.id}, version=row.version, row=row, told=parties(side))


def within_agreement(side: Side) -> Picked | None:
    """The same, named in the body."""
    found = agreement(side)
    return found and Picked(row=found.row, told=parties(side))


def commitment(side: Side) -> Picked | None:
    """A commitment of B's authority."""
    row = side.one(sa.select(Commitment).where(Commitment.authority_id == side.authority_id))
    return Picked({"commitment_id": row.id}, version=row.version, row=row, told=parties(side))


def within_commitment(side: Side) -> Picked | None:
    """The same, named in the body."""
    found = commitment(side)
    return found and Picked(row=found.row)


def commitment_alone(side: Side) -> Picked | None:
    """The same, of which no version is asked."""
    found = commitment(side)
    return found and Picked(found.values, row=found.row)


def purchase(side: Side) -> Picked | None:
    """A purchase of B's authority; an agency that sold it is told."""
    row = side.one(sa.select(Purchase).where(Purchase.authority_id == side.authority_id))
    told = frozenset({row.placement.agency.code})
    return Picked({"purchase_id": row.id}, version=row.version, row=row, told=told)


def new_agreement(side: Side, _: Picked) -> dict[str, Any]:
    """An agreement under which nobody has committed anything."""
    known = {"agreement_ref": f"A-{side.number()}", "consortium": side.place.of, "title": f"Pilot {side.number()}"}
    return known | {"effective_on": "2026-04-01", "terms": "All."}


def later_terms(side: Side, picked: Picked) -> date:
    """A day after the last version's."""
    latest: date = picked.row.versions[-1].effective_on
    return latest.replace(year=latest.year + 1)


def new_commitment(side: Side, picked: Picked) -> dict[str, Any]:
    """A minimum in a year far ahead."""
    year = side.number(2030, 2190)
    known = {"agreement_id": str(picked.row.id), "authority_code": side.place.authority}
    return known | {
        "period_start": f"{year}-04-01",
        "period_end": f"{year + 1}-04-01",
        "minimum_units": side.number(1, 9),
    }


def typed_commitment(side: Side, _: Picked) -> dict[str, str]:
    """The same, typed."""
    year = side.number(2030, 2190)
    days = day("period_start", year, 4, 1) | day("period_end", year + 1, 3, 31)
    return {"authority_code": side.place.authority, "minimum_units": str(side.number(1, 9)), **days}


def bought(side: Side, _: Picked) -> dict[str, Any]:
    """A placement with B's own agency; now and then of a known child, in a known household."""
    sides = {"authority_code": side.place.authority, "agency": side.place.agency}
    home, case = side.one(homes(side, Household.withdrawn_on.is_(None))), side.one(cases(side, SEARCHING))
    named = side.any({}, {"household_ref": home.ref} if home else {}, {"referral_ref": case.ref} if case else {})
    return sides | named | {"children": 1, "moved_in_on": str(on(-side.number(1, 60)))}


def typed_purchase(side: Side, picked: Picked) -> dict[str, str]:
    """The same, typed."""
    said = bought(side, picked)
    days = boxes("moved_in_on", -side.number(1, 60))
    return {name: str(value) for name, value in said.items() if name != "moved_in_on"} | days


def relief(side: Side) -> Picked | None:
    """A relief of B's authority that stands."""
    row = side.one(sa.select(Relief).where(Relief.authority_id == side.authority_id, Relief.reversed_on.is_(None)))
    return row and Picked({"relief_id": row.id}, row=row)


def relieved(side: Side, picked: Picked) -> dict[str, Any]:
    """Relief of a commitment of B's authority."""
    return {"commitment_id": str(picked.row.id), "units": side.number(1, 9), "reason": f"Nobody on {side.number()}."}


def price(side: Side) -> Picked | None:
    """A price of B's agency alone, that stands; the authorities that buy in the consortium read it too."""
    own = (Tariff.agency_id == side.agency_id, Tariff.withdrawn_at.is_(None))
    row = side.one(sa.select(Tariff).where(*own))
    return row and Picked({"tariff_id": row.id}, version=row.version, row=row, told=buyers(side))


def new_price(side: Side, _: Picked) -> dict[str, Any]:
    """A price of B's agency in a year of its own."""
    year = side.number(1950, 2024)
    days = {"valid_from": f"{year}-04-01", "valid_to": f"{year}-04-02"}
    known = {"consortium": side.place.of, "tariff_ref": f"T-{side.number()}", "agency": side.place.agency}
    return known | days | {"charge": "placement_fee", "children": 2, "amount_pence": side.number()}


def typed_price(side: Side, _: Picked) -> dict[str, str]:
    """The same, typed."""
    year = side.number(1950, 2024)
    days = day("valid_from", year, 4, 1) | day("valid_to", year, 4, 1)
    known = {"consortium_code": side.place.of, "tariff_ref": f"T-{side.number()}", "agency": side.place.agency}
    return known | days | {"charge": "placement_fee", "children": "3", "amount_pence": f"{side.number()}.50"}


def billed(side: Side) -> Picked | None:
    """An invoice between B's own authority and agency, who are told both."""
    row = side.one(sa.select(Invoice).where(Invoice.authority_id == side.authority_id, ~Invoice.is_credit))
    told = frozenset({row.agency.code, row.authority.code})
    return Picked({"invoice_id": row.id}, row=row, told=told)


def disputed(side: Side) -> Picked | None:
    """A line that does not agree, of an invoice to B's authority."""
    row = side.one(sa.select(LineException).where(LineException.authority_id == side.authority_id))
    told = frozenset({row.line.invoice.agency.code, row.line.invoice.authority.code})
    return Picked({"exception_id": row.id}, version=row.version, row=row, told=told)


def mistaken(side: Side, _: Picked) -> dict[str, str]:
    """Why an invoice is taken back."""
    return {"reason": f"It was billed by mistake {side.number()} times."}


def decision(side: Side, picked: Picked) -> dict[str, Any]:
    """Rejected, or no more."""
    return {
        "outcome": "taken_back" if picked.row.outcome else "rejected",
        "reason": f"It was billed by mistake {side.number()} times.",
    }


SHEETS = {
    "agency_worker": ("households", "household_ref,agency,postcode,max_age_months,approved_children\n"
                      "H-{n},{agency},EH12 5AA,24,1\nH-2,{agency},EH12 5AA,{months},2\nH-1,,EH12 5AA,24,1\n"),
    "authority_worker": ("children", "child_ref,referral_ref,authority_code,date_of_birth\n"
                         "C-{n},R-{n},{authority},2026-05-04\nC-1,R-1,,2026-05-04\n"),
    "coordinator": ("purchases", "placement_ref,authority_code,agency,children,moved_in_on\n"
                    "P-{n},{authority},{agency},1,2026-07-01\nP-1,{authority},{agency},{one},2026-07-01\n"),
    "finance_officer": ("invoices", "supplier,invoice_number,invoice_date,line,authority_code,placement_ref,"
                        "charge,net_pence\n{agency},INV-{n},2026-08-02,1,{authority},P-1,placement_fee,{months}00\n"
                        "{agency},INV-1,2026-08-02,1,{authority},P-{one},placement_fee,{months}00\n"),
}  # fmt: skip


def sender(side: Side) -> Picked | None:
    """Somebody who sends a spreadsheet of the kind that they may send."""
    who = side.any(*SHEETS)
    return Picked(who=who)


def sheet(side: Side, picked: Picked) -> dict[str, Any]:
    """A file with new rows, changed ones and bad ones."""
    kind, text = SHEETS[picked.who]
    sides = {"authority": side.place.authority, "agency": side.place.agency}
    told = {"n": side.number(), "months": side.number(12, 60), "one": side.number(1, 3), **sides}
    return {"kind": kind, "data": text.format(**told).encode()}


def typed_sheet(side: Side, picked: Picked) -> dict[str, Any]:
    """The same, as a form sends it."""
    sent = sheet(side, picked)
    return {"kind": sent["kind"], "file": (BytesIO(sent["data"]), "sheet.csv"), "bad_rows": "return"}


ACTS: Acts = {
    "agreements.agree": Act("coordinator", sends=new_agreement),
    "agreements.change": Act("coordinator", agreement, lambda side, _: {"title": f"Title {side.number()}"}),
    "agreements.amend": Act("coordinator", agreement, lambda side, picked: {
        "effective_on": str(later_terms(side, picked)), "terms": "All of it."
    }),
    "agreements.sign": Act("finance_officer@authority", agreement, read_digest),
    "commitments.agree": Act("coordinator", within_agreement, new_commitment),
    "commitments.change": Act("coordinator", commitment, lambda side, _: {"minimum_units": side.number(1, 9)}),
    "purchases.record": Act("authority_worker", sends=bought),
    "purchases.change": Act("authority_worker", purchase, lambda side, _: {"order_number": f"PO-{side.number()}"}),
    "invoices.reverse": Act("coordinator", billed, mistaken),
    "invoices.approve": Act("finance_officer", billed),
    "invoices.resolve": Act("finance_officer", disputed, decision),
    "imports.take": Act("coordinator", sender, sheet),
    "reliefs.record": Act("coordinator", within_commitment, relieved),
    "reliefs.take_back": Act("coordinator", relief, lambda side, _: {"reason": f"A mistake of {side.number()}."}),
    "web.unit_transfers.relieve": Act("coordinator", commitment_alone, lambda side, _: {
        "units": str(side.number(1, 9)), "offer": "none", "reason": f"Nobody on {side.number()}."
    }),
    "web.unit_transfers.take_back_relief": Act("coordinator", relief, lambda side, _: {
        "reason": f"A mistake of {side.number()}."
    }),
    "tariffs.record": Act("coordinator", selling, new_price),
    "tariffs.change": Act("coordinator", price, lambda side, _: {"tariff_ref": f"T-{side.number()}"}),
    "tariffs.withdraw": Act("coordinator", price, lambda side, _: {"reason": f"A mistake of {side.number()}."}),
    "web.invoices.take_back": Act("coordinator", billed, mistaken),
    "web.invoices.approve": Act("finance_officer", billed),
    "web.reconcile.one": Act("finance_officer", disputed, decision),
    "web.tariffs.add": Act("coordinator", selling, typed_price),
    "web.tariffs.change": Act("coordinator", price, lambda side, _: {"tariff_ref": f"T-{side.number()}"}),
    "web.tariffs.withdraw": Act("coordinator", price, lambda side, _: {"reason": f"A mistake of {side.number()}."}),
    "web.agreements.add": Act("coordinator", sends=lambda side, _: {
        "consortium_code": side.place.of, "ref": f"A-{side.number()}", "title": "A pilot", "terms": "All.",
        **boxes("effective_on", 0),
    }),
    "web.agreements.change": Act("coordinator", agreement, lambda side, _: {"title": f"Title {side.number()}"}),
    "web.agreements.amend": Act("coordinator", agreement, lambda side, picked: {
        "terms": "All of it.", **boxes("effective_on", (later_terms(side, picked) - on(0)).days)
    }),
    "web.commitments.add": Act("coordinator", agreement, typed_commitment),
    "web.commitments.change": Act("coordinator", commitment, lambda side, _: {"minimum_units": str(side.number(1, 9))}),
    "web.purchases.record": Act("authority_worker", sends=typed_purchase),
    "web.purchases.change": Act("authority_worker", purchase, lambda side, _: {"cost_code": f"K-{side.number()}"}),
    "web.imports.index": Act("coordinator", sender, typed_sheet),
}  # fmt: skip
