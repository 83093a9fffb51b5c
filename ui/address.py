"""Where the app may listen: on this computer only, at a port that is free."""

from __future__ import annotations

import errno
import socket

HOST = "127.0.0.1"
PORT = 7860
HOSTS = (HOST, "localhost")


class AddressRefused(Exception):
    """The app cannot or may not listen there. The message is Dutch and says what to do."""


def check_address(host: str, port: int) -> None:
    """Raises AddressRefused."""
    if host not in HOSTS:
        raise AddressRefused(
            f"De app start niet op '{host}': ze kent nog geen aanmelding, dus iedereen op het netwerk zou uw "
            f"documenten kunnen zien. Laat --host weg, of gebruik --host {HOST}."
        )
    if not 1 <= port <= 65535:
        raise AddressRefused(f"{port} is geen poort. Kies een getal van 1 tot en met 65535, bijvoorbeeld {PORT}.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as exc:
            raise AddressRefused(_why(exc, port)) from exc


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Poort {port} is al in gebruik; misschien draait de app al (kijk op http://{HOST}:{port}). Sluit dat "
            f"programma, of kies een andere poort, bijvoorbeeld --port {port + 1 if port < 65535 else PORT}."
        )
    if error.errno == errno.EACCES:
        return f"Poort {port} mag alleen de beheerder gebruiken. Kies een poort boven 1023, bijvoorbeeld {PORT}."
    return f"De app kan niet luisteren op poort {port}. Kies een andere poort, bijvoorbeeld --port {PORT}."
