"""The part of "Instellingen" about people: who may come in, and as what. Only whoever manages the app changes it."""

from __future__ import annotations

from secrets import token_hex

from analyzer.access_settings import Login
from analyzer.passwords import LEAST, new_hash
from analyzer.store.desk import Desk
from analyzer.store.errors import InvalidChange, NotAllowed
from analyzer.store.log_records import Action
from analyzer.store.values import Person, Role
from ui import rendering
from ui.submitted import Submitted

LONGEST_NAME = 120  # characters
_ROLES = {
    Role.LEZER: "lezer: leest mee",
    Role.BEOORDELAAR: "beoordelaar: bewerkt",
    Role.BEHEERDER: "beheerder: beheert alles",
}
_HOW = {
    Login.ACCOUNTS: "Mensen melden zich aan met een naam en een wachtwoord van deze app. Geef het eerste wachtwoord "
    "zelf door, niet per e-mail.",
    Login.PROXY: "Mensen worden aangemeld door de toegangspoort van uw organisatie. Wie voor het eerst komt, wordt "
    "lezer; hier geeft u iemand een andere rol.",
    Login.OIDC: "Mensen melden zich aan bij de aanmelddienst van uw organisatie. Wie voor het eerst komt, wordt lezer, "
    "tenzij die dienst een andere rol noemt; hier geeft u iemand een andere rol.",
}


def people(desk: Desk, login: Login) -> str:
    """Everyone who was ever let in, with their role; nothing for whom may not manage them."""
    if desk.person.role is not Role.BEHEERDER or login is Login.LOCAL:
        return ""
    return rendering.render(
        "people",
        people=desk.people(),
        me=desk.person.id,
        roles={role.value: words for role, words in _ROLES.items()},
        how=_HOW[login],
        accounts=login is Login.ACCOUNTS,
        longest=LONGEST_NAME,
        least=LEAST,
        edition=token_hex(4),
    )


def change(desk: Desk, login: Login, given: Submitted) -> list[str]:
    """Carries out what was asked, and tells what was done (Dutch). Raises NotAllowed, InvalidChange, WeakPassword."""
    if desk.person.role is not Role.BEHEERDER or login is Login.LOCAL:
        raise NotAllowed("Alleen een beheerder kan mensen toelaten en hun rol wijzigen.")
    if given.action == "add-person":
        return [_added(desk, login, given)]
    person = _known(desk, given.text("person"))
    if given.action == "role":
        return [_changed(desk, person, given)]
    if given.action == "password" and login is Login.ACCOUNTS:
        _give_password(desk, person, _hashed(given, person.login))
        return [f"{person.name} heeft een nieuw wachtwoord, en moet zich overal opnieuw aanmelden."]
    raise InvalidChange("Deze knop doet hier niets. Laad de pagina opnieuw.")


def _added(desk: Desk, login: Login, given: Submitted) -> str:
    name, account = " ".join(given.text("name").split()), given.text("login")
    if not name or len(name) > LONGEST_NAME:
        raise InvalidChange(f"Naam: vul een naam in van ten hoogste {LONGEST_NAME} tekens.")
    if not account:
        raise InvalidChange("Aanmeldnaam: vul de naam of het e-mailadres in waarmee deze persoon zich aanmeldt.")
    if desk.store.person(account) is not None:
        raise InvalidChange(f"Er is al iemand met de aanmeldnaam “{account}”. Wijzig die persoon in de lijst.")
    # first everything that may be refused, so that nobody is let in by half
    hashed = _hashed(given, account) if login is Login.ACCOUNTS else None
    person = desk.store.welcome(account, name, _role(given))
    if hashed is not None:
        desk.store.set_password(person.id, hashed)
    desk.store.log(desk.person.login, Action.ROLE, f"{person.login}: {person.role}")
    return f"{person.name} is toegelaten als {person.role}."


def _changed(desk: Desk, person: Person, given: Submitted) -> str:
    role, active = _role(given), given.text("active") == "ja"
    made = desk.set_role(person.id, role, active=active)
    if not made.active:
        return f"{made.name} heeft geen toegang meer. De dossiers en wijzigingen van {made.name} blijven bestaan."
    return f"{made.name} is nu {made.role}."


def _hashed(given: Submitted, login: str) -> str:
    """Raises WeakPassword."""
    return new_hash("".join(given.all("password")[:1]), login)  # as it was typed, spaces and all


def _give_password(desk: Desk, person: Person, hashed: str) -> None:
    desk.store.set_password(person.id, hashed)
    desk.store.end_sessions(person.id)
    desk.store.log(desk.person.login, Action.PASSWORD, person.login)


def _role(given: Submitted) -> Role:
    try:
        return Role(given.text("role"))
    except ValueError:
        raise InvalidChange("Rol: kies lezer, beoordelaar of beheerder.") from None


def _known(desk: Desk, person_id: str) -> Person:
    for person in desk.people():
        if person.id == person_id:
            return person
    raise InvalidChange("Deze persoon is hier niet (meer) bekend. Laad de pagina opnieuw.")
