"""The overview of a region: organisations × ambitions of one norm, as a heat map with its totals. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from analyzer.report.wording import MARKS, Mark, day
from analyzer.review.region import HeatCell, HeatColumn, HeatMap, HeatRow
from analyzer.store.values import Dossier
from analyzer.types import Norm, Status
from ingest.types import Frozen
from ui.places import Place, address

# The letter of an outcome in a cell; colour alone would tell some readers nothing.
SIGNS: dict[Status | None, str] = {
    Status.VOLDOET: "V",
    Status.DEELS: "D",
    Status.GEPLAND: "G",
    Status.ONTBREEKT: "O",
    Status.NIET_AANGETROFFEN: "N",
    Status.NVT: "–",
    None: "?",
}
# The outcomes that are counted in the margins.
COUNTED = (Status.VOLDOET, Status.DEELS, Status.GEPLAND, Status.ONTBREEKT, Status.NIET_AANGETROFFEN)
SORTS = (
    ("naam", "Naam van de organisatie"),
    ("soort", "Soort organisatie"),
    ("meest", "Meeste “voldoet” eerst"),
    ("minst", "Minste “voldoet” eerst"),
    ("open", "Meeste nog te beoordelen eerst"),
)


@dataclass(frozen=True)
class Assessed:
    """A dossier with the map of itself alone."""

    dossier: Dossier
    heat: HeatMap


@dataclass(frozen=True)
class Wanted:
    """What the reader chose. Empty: everything. `all_dates`: earlier dossiers of an organisation too."""

    pillar: str = ""
    kind: str = ""
    sort: str = "naam"
    all_dates: bool = False


class Cell(NamedTuple):
    """`label`: for who cannot see the colour: "V: Voldoet, beoordeeld". `address` empty: nothing to open.

    `seen`: a person marked it, and nothing moved beneath it since. A plain tuple: there are thousands of them.
    """

    key: str
    sign: str
    label: str
    address: str
    seen: bool


class Row(Frozen):
    """An organisation. `counts`: in the order of `COUNTED`; `reviewed` of `reviewable` were marked by a person.

    `cells` is empty where the dossier was not assessed on this norm. `day`: the peildatum.
    """

    name: str
    kind: str
    peildatum: str
    day: date
    address: str
    cells: tuple[Cell, ...]
    counts: tuple[int, ...]
    reviewed: int
    reviewable: int


class Column(Frozen):
    id: str
    title: str


class ColumnGroup(Frozen):
    """A pillar, over its columns."""

    id: str
    title: str
    columns: tuple[Column, ...]


class Total(Frozen):
    """How many organisations have an outcome, by column, and over all."""

    mark: Mark
    sign: str
    counts: tuple[int, ...]
    sum: int


class RegionView(Frozen):
    """The whole map. `left_out`: earlier dossiers that are not shown."""

    norm_short: str
    groups: tuple[ColumnGroup, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    left_out: int
    assessed: int

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for group in self.groups for column in group.columns)


def region_view(norm: Norm, assessed: Sequence[Assessed], unassessed: Sequence[Dossier], wanted: Wanted) -> RegionView:
    """`assessed`: every dossier that may be seen and was assessed on this norm; `unassessed`: those that were not."""
    columns = [each for each in _columns([each.heat for each in assessed]) if wanted.pillar in ("", each.pillar)]
    found = [_row(norm.id, each, row, columns) for each in assessed for row in each.heat.rows]
    found += [_empty(each) for each in unassessed]
    of_kind = [row for row in found if wanted.kind in ("", row.kind)]
    shown = of_kind if wanted.all_dates else newest_of_each(of_kind)
    rows = sorted(shown, key=_order(wanted.sort))
    return RegionView(
        norm_short=norm.short_title,
        groups=_groups(norm, columns),
        rows=tuple(rows),
        totals=_totals(rows, len(columns)),
        left_out=len(of_kind) - len(shown),
        assessed=sum(bool(row.cells) for row in rows),
    )


def newest_of_each(rows: Sequence[Row]) -> list[Row]:
    """Of each organisation the row with the latest peildatum; one that was assessed goes before one that was not."""
    best: dict[tuple[str, str], Row] = {}
    for each in rows:
        key = (" ".join(each.name.split()).casefold(), each.kind)
        if key not in best or _rank(each) > _rank(best[key]):
            best[key] = each
    return list(best.values())


def _rank(row: Row) -> tuple[bool, date]:
    return bool(row.cells), row.day


def _columns(heat: Sequence[HeatMap]) -> list[HeatColumn]:
    """Those of the newest version of the norm in its order, then what only an older one asks."""
    newest_first = sorted(heat, key=lambda each: max(row.norm_version for row in each.rows), reverse=True)
    found: dict[str, HeatColumn] = {}
    for each in newest_first:
        for column in each.columns:
            found.setdefault(column.id, column)
    return list(found.values())


def _groups(norm: Norm, columns: Sequence[HeatColumn]) -> tuple[ColumnGroup, ...]:
    return tuple(
        ColumnGroup(
            id=pillar.id,
            title=pillar.title,
            columns=tuple(Column(id=each.id, title=each.title) for each in columns if each.pillar == pillar.id),
        )
        for pillar in norm.pillars
        if any(each.pillar == pillar.id for each in columns)
    )


def _row(norm_id: str, assessed: Assessed, row: HeatRow, columns: Sequence[HeatColumn]) -> Row:
    by_id = dict(zip((column.id for column in assessed.heat.columns), row.cells, strict=True))
    cells = [by_id.get(column.id) for column in columns]
    counts = Counter(each.status for each in cells if each is not None)
    reviewable = [each for each in cells if each is not None and each.status is not Status.NVT]
    where = address(Place.REVIEW, row.dossier, norm=norm_id)
    return Row(
        name=assessed.dossier.organisation.name,
        kind=assessed.dossier.organisation.type.value,
        peildatum=day(row.peildatum),
        day=row.peildatum,
        address=where,
        cells=tuple(_cell(where, column.id, cell) for column, cell in zip(columns, cells, strict=True)),
        counts=tuple(counts[status] for status in COUNTED),
        reviewed=sum(each.reviewed for each in reviewable),
        reviewable=len(reviewable),
    )


def _empty(dossier: Dossier) -> Row:
    return Row(
        name=dossier.organisation.name,
        kind=dossier.organisation.type.value,
        peildatum=day(dossier.peildatum),
        day=dossier.peildatum,
        address=address(Place.ANALYSIS, dossier.id),
        cells=(),
        counts=(),
        reviewed=0,
        reviewable=0,
    )


def _cell(where: str, ambition: str, cell: HeatCell | None) -> Cell:
    if cell is None:
        return Cell(key="unasked", sign="", label="Vraagt deze versie van de norm niet", address="", seen=False)
    mark, sign = MARKS[cell.status], SIGNS[cell.status]
    label = f"{sign}: {mark.label}" if sign.isalpha() else mark.label
    if cell.status is Status.NVT and not cell.by_person:
        return Cell(key=mark.key, sign=sign, label=label, address="", seen=False)
    label += ", oordeel van een beoordelaar" if cell.by_person else ", beoordeeld" if cell.reviewed else ""
    label += ", onderbouwing veranderd" if cell.shifted else ""
    return Cell(
        key=mark.key,
        sign=sign,
        label=label,
        address=f"{where}&ambitie={ambition}",
        seen=cell.reviewed and not cell.shifted,
    )


def _order(sort: str) -> Callable[[Row], tuple[object, ...]]:
    orders: dict[str, Callable[[Row], tuple[object, ...]]] = {
        "soort": lambda row: (row.kind, *_name(row)),
        "meest": lambda row: (not row.cells, -_met(row), *_name(row)),
        "minst": lambda row: (not row.cells, _met(row), *_name(row)),
        "open": lambda row: (not row.cells, row.reviewed - row.reviewable, *_name(row)),
    }
    return orders.get(sort, _name)


def _name(row: Row) -> tuple[object, ...]:
    return row.name.casefold(), row.day


def _met(row: Row) -> float:
    """The share of the ambitions that are met."""
    return row.counts[0] / max(sum(row.counts), 1) if row.counts else 0.0


def _totals(rows: Iterable[Row], width: int) -> tuple[Total, ...]:
    filled = [row for row in rows if row.cells]
    made = []
    for status in COUNTED:
        mark = MARKS[status]
        counts = tuple(sum(row.cells[place].key == mark.key for row in filled) for place in range(width))
        made.append(Total(mark=mark, sign=SIGNS[status], counts=counts, sum=sum(counts)))
    return tuple(made)
