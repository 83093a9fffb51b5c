"""What stands out in an assessment: a few sentences, each derived from the findings and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from analyzer.report import review_wording
from analyzer.report.alignment import awaits_model, essential_ids, model_failed
from analyzer.report.judge_wording import DISPUTED
from analyzer.report.reviewed import Reviewing
from analyzer.report.wording import ORGANISATION, certainty, counted, is_uncertain, listed
from analyzer.types import Ambition, Finding, Norm, OrganisationType, Qualifier, State, Status
from ingest.types import Frozen

_MOST = 6  # conclusions in a summary: more are not read
_ASSESSED = frozenset(Status) - {Status.NVT}

Pair = tuple[Ambition, Finding]


class Conclusion(Frozen):
    """One finding across ambitions: a short heading and the sentences under it."""

    heading: str
    text: str


def conclusions(
    norm: Norm,
    kind: OrganisationType,
    pairs: Sequence[Pair],
    unread: int,
    reviewing: Reviewing | None = None,
) -> tuple[Conclusion, ...]:
    """The main conclusions, most telling first. `unread`: number of files that were not, or not wholly, read.

    `pairs`: as they stand. What is said of the documents is said of the machine's verdicts only: of a person's verdict
    nobody knows on which passages it rests.
    """
    assessed = [pair for pair in pairs if pair[1].status in _ASSESSED]
    standing = _standing(kind, pairs)
    people = _reviewed(reviewing) if reviewing else ()
    if not assessed:
        return (standing, *people)
    decided = reviewing.decided if reviewing else frozenset()
    settled = reviewing.settled if reviewing else frozenset()
    proposed = [pair for pair in assessed if pair[0].id not in decided]
    unsettled = [pair for pair in pairs if pair[0].id not in settled]
    undecided = [pair for pair in pairs if pair[0].id not in decided]
    name = review_wording.DISPUTED if reviewing else DISPUTED
    judging = [item for item in (_disputed(unsettled, name), _unanswered(undecided), _awaiting(undecided)) if item]
    found = [
        standing,
        *people,
        *judging,
        _pillars(norm, assessed),
        _denied(proposed),
        _silent(proposed, unread),
        _one_short(proposed),
        _announced(proposed),
        _outdated(proposed),
        _contradicted(proposed),
    ]
    most = _MOST - 1 + len(people) + len(judging)  # what is said of who judged takes no other conclusion's place
    doubtful = [pair for pair in proposed if pair[0].id not in settled]
    certain = (_certain(doubtful),) if doubtful else ()
    return (*[item for item in found if item is not None][:most], *certain)


def _reviewed(reviewing: Reviewing) -> tuple[Conclusion, ...]:
    text = f"Van {_ambitions(reviewing.of)} {'is' if reviewing.reviewed == 1 else 'zijn'} er {reviewing.reviewed} "
    text += "door een mens beoordeeld"
    text += f": {review_wording.shares(reviewing.by)}. " if reviewing.by else ". "
    if reviewing.overruled:
        text += (
            f"Bij {_ambitions(len(reviewing.overruled))} gaf een beoordelaar een ander oordeel dan de machine "
            f"voorstelde: {listed(reviewing.overruled, len(reviewing.overruled))}."
        )
    elif reviewing.reviewed:
        text += "Nergens gaf een beoordelaar een ander oordeel dan de machine voorstelde."
    told = [Conclusion(heading="Machine en beoordelaar", text=text.strip())]
    if reviewing.shifted:
        again = (
            f"Bij {_ambitions(len(reviewing.shifted))} veranderde na het werk van de beoordelaar iets in de documenten "
            f"of in het voorstel van de machine: {listed(reviewing.shifted, len(reviewing.shifted))}. "
            "Kijk daar opnieuw naar."
        )
        told.append(Conclusion(heading="De grond is veranderd", text=again))
    return tuple(told)


def lacking_elements(ambition: Ambition, finding: Finding) -> tuple[str, ...]:
    """The ids of the essential criteria that are not in force, or in force with a qualifier."""
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    essential = essential_ids(ambition, finding)
    return tuple(
        criterion.id
        for criterion in ambition.criteria
        if criterion.id in essential
        and (judgement := judged.get(criterion.id)) is not None
        and (judgement.state is not State.IN_FORCE or judgement.qualifiers)
    )


def _with(pairs: Sequence[Pair], status: Status | None) -> list[str]:
    return [ambition.id for ambition, finding in pairs if finding.status is status]


def _qualified(pairs: Sequence[Pair], qualifier: Qualifier) -> list[str]:
    return [
        ambition.id
        for ambition, finding in pairs
        if any(
            qualifier in judgement.qualifiers and judgement.criterion in essential_ids(ambition, finding)
            for judgement in finding.judgements
        )
    ]


def _ambitions(count: int) -> str:
    return counted(count, "ambitie", "ambities")


def _standing(kind: OrganisationType, pairs: Sequence[Pair]) -> Conclusion:
    total = sum(finding.status is not Status.NVT for _, finding in pairs)
    if not total:
        return Conclusion(heading="De norm geldt hier niet", text=f"Geen ambitie geldt voor {ORGANISATION[kind]}.")
    wordings = (
        (Status.DEELS, "voldoet deels", "voldoen deels"),
        (Status.GEPLAND, "is gepland", "zijn gepland"),
        (Status.ONTBREEKT, "ontbreekt", "ontbreken"),
        (Status.NIET_AANGETROFFEN, "is niet aangetroffen", "zijn niet aangetroffen"),
        (None, "kon niet worden beoordeeld", "konden niet worden beoordeeld"),
    )
    rest = [counted(len(ids), one, more) for status, one, more in wordings if (ids := _with(pairs, status))]
    met = len(_with(pairs, Status.VOLDOET))
    text = (
        f"Voor {ORGANISATION[kind]} {'geldt' if total == 1 else 'gelden'} {_ambitions(total)}. "
        f"{'Daarvan voldoet' if met == 1 else 'Daarvan voldoen'} er {met} ({round(met * 100 / total)}%)"
    )
    return Conclusion(heading="Stand van zaken", text=f"{text}; {listed(rest)}." if rest else f"{text}.")


def _disputed(pairs: Sequence[Pair], name: str) -> Conclusion | None:
    ids = [ambition.id for ambition, finding in pairs if finding.disputed]
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} verschillen de regels en het taalmodel van oordeel: {listed(ids, len(ids))}; "
        "lees die het eerst."
    )
    return Conclusion(heading=name, text=text)


def _unanswered(pairs: Sequence[Pair]) -> Conclusion | None:
    """Where two judges were asked; of a model alone, the standing says it."""
    ids = [ambition.id for ambition, finding in pairs if finding.second is not None and model_failed(finding)]
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} kon het taalmodel niet oordelen: {listed(ids, len(ids))}. "
        "Daar staat alleen het oordeel van de taalregels, met de reden erbij."
    )
    return Conclusion(heading="Zonder het taalmodel", text=text)


def _awaiting(pairs: Sequence[Pair]) -> Conclusion | None:
    if all(finding.second is None for _, finding in pairs):
        return None
    ids = [ambition.id for ambition, finding in pairs if awaits_model(finding)]
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} heeft het taalmodel niet geoordeeld, omdat de toets nog bezig was of is gestopt: "
        f"{listed(ids)}."
    )
    return Conclusion(heading="Nog niet door het taalmodel gelezen", text=text)


def _pillars(norm: Norm, assessed: Sequence[Pair]) -> Conclusion | None:
    scores = []
    for pillar in norm.pillars:
        statuses = [finding.status for ambition, finding in assessed if ambition.pillar == pillar.id]
        if statuses:
            met, part = statuses.count(Status.VOLDOET), statuses.count(Status.DEELS)
            share = (Fraction(met, len(statuses)), Fraction(part, len(statuses)))
            scores.append((share, f"pijler {pillar.id} ({pillar.title})", f"{met} van {len(statuses)}"))
    if len(scores) < 2:
        return None
    best = max(scores, key=lambda score: score[0])
    worst = min(scores, key=lambda score: score[0])
    if best[0] == worst[0]:
        return None
    text = (
        f"Verhoudingsgewijs het verst is {best[1]}: {best[2]} ambities voldoen volledig. "
        f"Het minst ver is {worst[1]}: {worst[2]}."
    )
    return Conclusion(heading="Verschil tussen de pijlers", text=text)


def _denied(assessed: Sequence[Pair]) -> Conclusion | None:
    ids = _with(assessed, Status.ONTBREEKT)
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} zeggen de documenten zelf dat het gevraagde er niet is: {listed(ids)}. "
        "Lees die citaten eerst na."
    )
    return Conclusion(heading="Volgens de documenten niet geregeld", text=text)


def _silent(assessed: Sequence[Pair], unread: int) -> Conclusion | None:
    ids = _with(assessed, Status.NIET_AANGETROFFEN)
    if not ids:
        return None
    text = f"Over {_ambitions(len(ids))} zeggen de gelezen documenten niets dat als bewijs telt: {listed(ids)}. "
    if unread:
        files = "het bestand dat" if unread == 1 else f"de {unread} bestanden die"
        text += f"Het kan staan in {files} niet of niet geheel te lezen {'was' if unread == 1 else 'waren'}, "
        text += "of in een document dat niet is aangeleverd."
    else:
        text += "Ga eerst na of er een document is dat niet is aangeleverd."
    return Conclusion(heading="Niets over aangetroffen", text=text)


def _one_short(assessed: Sequence[Pair]) -> Conclusion | None:
    ids = [
        ambition.id
        for ambition, finding in assessed
        if finding.status is Status.DEELS and len(lacking_elements(ambition, finding)) == 1
    ]
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} scheelt het één element: {listed(ids)}. "
        "Daar is de stap naar “voldoet” het kleinst."
    )
    return Conclusion(heading="Bijna voldaan", text=text)


def _announced(assessed: Sequence[Pair]) -> Conclusion | None:
    ids = _with(assessed, Status.GEPLAND)
    if not ids:
        return None
    text = (
        f"Bij {_ambitions(len(ids))} is alleen een voornemen gevonden: {listed(ids)}. "
        "Is het intussen vastgesteld of uitgevoerd, dan ontbreekt het stuk waaruit dat blijkt."
    )
    return Conclusion(heading="Aangekondigd, nog niet van kracht", text=text)


def _outdated(assessed: Sequence[Pair]) -> Conclusion | None:
    ids = _qualified(assessed, Qualifier.OUTDATED)
    if not ids:
        return None
    text = f"Bij {_ambitions(len(ids))} steunt het bewijs op een stuk dat hiervoor verouderd is: {listed(ids)}."
    return Conclusion(heading="Verouderd", text=text)


def _contradicted(assessed: Sequence[Pair]) -> Conclusion | None:
    ids = _qualified(assessed, Qualifier.CONTRADICTED)
    if not ids:
        return None
    text = f"Bij {_ambitions(len(ids))} spreken documenten elkaar tegen: {listed(ids)}. Beide citaten staan erbij."
    return Conclusion(heading="Tegenspraak", text=text)


def _certain(assessed: Sequence[Pair]) -> Conclusion:
    doubtful = [ambition.id for ambition, finding in assessed if is_uncertain(finding.confidence)]
    if not doubtful:
        lowest = min((finding.confidence for _, finding in assessed if finding.confidence is not None), default=None)
        text = "Geen enkel voorstel heeft een geschatte zekerheid onder 50%"
        text += f"; de laagste is {certainty(lowest)}." if lowest is not None else "."
        return Conclusion(heading="Zekerheid", text=text)
    text = (
        f"Bij {_ambitions(len(doubtful))} is de geschatte zekerheid lager dan 50%: {listed(doubtful)}. "
        "Begin de controle daar."
    )
    return Conclusion(heading="Zekerheid", text=text)
