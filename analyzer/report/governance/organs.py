"""Who writes to whom: the body that governs an organisation, and the one to which it accounts."""

from __future__ import annotations

from analyzer.types import Organisation, OrganisationType
from ingest.types import Frozen


class Organ(Frozen):
    """`addressee`: as on an envelope, `care_of`: by whom the letter comes to it; `salutation`: with its comma; `you`:
    as it is addressed in a sentence; `council`: as others call it. `signed_by`: as above a signature; `signatories`:
    the offices that sign. All are Dutch, in the middle of a sentence but for `addressee` and `salutation`.
    """

    addressee: str
    care_of: str
    salutation: str
    you: str
    council: str
    signed_by: str
    signatories: tuple[str, str]


_WATER_BOARDS = ("waterschap", "hoogheemraadschap", "heemraadschap", "wetterskip")


def organ_of(organisation: Organisation, name: str) -> Organ:
    """`name`: the organisation's, as it is to be printed."""
    if organisation.type is OrganisationType.PROVINCIE:
        return _province(name)
    if organisation.type is OrganisationType.WATERSCHAP:
        return _water_board(name)
    called = f"de {_lowered(name)}" if name.lower().startswith("gemeente ") else f"de gemeente {name}"
    return Organ(
        addressee=f"De raad van {called}",
        care_of="de griffie",
        salutation="Geachte leden van de raad,",
        you="uw raad",
        council="de gemeenteraad",
        signed_by=f"burgemeester en wethouders van {called},",
        signatories=("burgemeester", "secretaris"),
    )


def _province(name: str) -> Organ:
    place = name[len("provincie ") :] if name.lower().startswith("provincie ") else name
    return Organ(
        addressee=f"Provinciale Staten van {place}",
        care_of="de Statengriffie",
        salutation="Geachte leden van Provinciale Staten,",
        you="uw Staten",
        council="Provinciale Staten",
        signed_by=f"Gedeputeerde Staten van {place},",
        signatories=("voorzitter", "secretaris"),
    )


def _water_board(name: str) -> Organ:
    first = name.split(" ", 1)[0].lower()
    if first == "wetterskip":
        called = name
    else:
        called = f"het {_lowered(name)}" if first in _WATER_BOARDS else f"het waterschap {name}"
    return Organ(
        addressee=f"Het algemeen bestuur van {called}",
        care_of="het bestuurssecretariaat",
        salutation="Geachte leden van het algemeen bestuur,",
        you="uw algemeen bestuur",
        council="het algemeen bestuur",
        signed_by=f"het dagelijks bestuur van {called},",
        signatories=("dijkgraaf", "secretaris-directeur"),
    )


def _lowered(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"
