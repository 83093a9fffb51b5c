"""Where the app may listen: on this computer, or elsewhere once people must sign in; and at a port that is free."""

from __future__ import annotations

import errno
import socket

from analyzer.access_settings import AccessSettings, Login

HOST = "127.0.0.1"
PORT = 7860
HOSTS = (HOST, "localhost")
_EVERYWHERE = ("0.0.0.0", "::", "")


class AddressRefused(Exception):
    """The app cannot or may not listen there. The message is Dutch and says what to do."""


def check_address(host: str, port: int, access: AccessSettings) -> None:
    """Raises AddressRefused."""
    if host not in HOSTS and access.login is Login.LOCAL:
        raise AddressRefused(
            f"De app start niet op '{host}': zonder aanmelding zou iedereen op het netwerk uw dossiers kunnen zien. "
            f"Laat --host weg om alleen op deze computer te werken, of kies met NORMTOETS_LOGIN hoe mensen zich "
            "aanmelden: oidc (de aanmelddienst van uw organisatie), proxy (een reverse proxy die aanmeldt) of accounts "
            "(eigen wachtwoorden, voor een proef)."
        )
    if host in _EVERYWHERE and not access.hosts:
        raise AddressRefused(
            "NORMTOETS_HOSTS ontbreekt: noem de naam waaronder mensen de app openen, bijvoorbeeld "
            "NORMTOETS_HOSTS=normtoets.gemeente.nl."
        )
    if not 1 <= port <= 65535:
        raise AddressRefused(f"{port} is geen poort. Kies een getal van 1 tot en met 65535, bijvoorbeeld {PORT}.")
    listen(host, port).close()


def listen(host: str, port: int) -> socket.socket:
    """A socket bound there, not listening yet. Raises AddressRefused."""
    try:
        family, kind, number, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as exc:
        raise AddressRefused(
            f"'{host}' is geen adres van deze computer. Gebruik --host {HOST}, of het adres van een netwerkkaart."
        ) from exc
    bound = socket.socket(family, kind, number)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
    except OSError as exc:
        bound.close()
        raise AddressRefused(_why(exc, host, port)) from exc
    return bound


def names(host: str, access: AccessSettings) -> tuple[str, ...]:
    """The names by which the app may be called when it listens on `host`."""
    own = () if host in _EVERYWHERE else (host.lower(),)
    return tuple(dict.fromkeys((*HOSTS, *own, *access.hosts)))


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Poort {port} is al in gebruik; misschien draait de app al (kijk op http://{HOST}:{port}). Sluit dat "
            f"programma, of kies een andere poort, bijvoorbeeld --port {port + 1 if port < 65535 else PORT}."
        )
    if error.errno == errno.EACCES:
        return f"Poort {port} mag alleen de beheerder gebruiken. Kies een poort boven 1023, bijvoorbeeld {PORT}."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"'{host}' is geen adres van deze computer. Gebruik --host {HOST}, of het adres van een netwerkkaart."
    return f"De app kan niet luisteren op poort {port}. Kies een andere poort, bijvoorbeeld --port {PORT}."
