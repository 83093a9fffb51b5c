"""The settings in force, as papers that account for the use of this program tell them: values only."""

from __future__ import annotations

from enum import StrEnum

from ingest.types import Frozen


class Reach(StrEnum):
    """Who can come to what is kept."""

    MANY = "many"  # people sign in to the app
    ALONE = "alone"  # the one user of the computer on which the app runs
    FILES = "files"  # there is no app: whoever can read the files of a run on the command line


class ModelFacts(Frozen):
    """A language model that may be asked. `destination` (Dutch): where text goes; `local`: that is this computer.

    `tokens` and `euros`: the most that a run may take; None: no such limit.
    """

    name: str
    destination: str
    local: bool
    temperature: float = 0.0
    tokens: int | None = None
    euros: float | None = None


class InstallationFacts(Frozen):
    """`database`, `folder`, `sign_in` (Dutch): what keeps the dossiers, where, and how people come in. `own_models`:
    names of search and inference models that the user brought; empty: the built-in ones. `retention` (Dutch): how long
    what is kept stays, each line beginning with what it is about and a colon. `model` None: no language model is set
    up, and no text leaves this computer.
    """

    version: str
    database: str
    folder: str = ""
    sign_in: str = ""
    reach: Reach = Reach.MANY
    model: ModelFacts | None = None
    own_models: tuple[str, ...] = ()
    retention: tuple[str, ...] = ()
