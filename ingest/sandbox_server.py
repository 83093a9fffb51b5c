"""The reading server that `ingest.sandbox` starts: takes tasks on standard input, and forks a limited child for each.

The server itself never looks into a file. It has one thread, so a fork is safe. Where the system cannot fork
(Windows), the server reads one file itself and ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module

from ingest.errors import FileMissing, UnreadableDocument
from ingest.page_values import DrawnPage
from ingest.readers.raw import RawDocument
from ingest.sandbox_protocol import Failure, Limits, Outcome, Reply, Task, receive, send, too_large

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

CHUNK = 1 << 20  # bytes read from a child at a time
LARGEST_TASK = 1 << 40  # bytes; the caller has checked the size
MEMORY_EXIT = 3  # a child's exit code for want of memory
EXIT_SECONDS = 1.0  # what a child may take to end after its last word

Reader = Callable[..., RawDocument | DrawnPage]  # from bytes, name and, where something is wanted, that
_children: set[int] = set()  # the child at work, for the signal that ends the server


def serve() -> None:
    """Runs until the caller closes the stream of tasks. `sys.argv[2]`: the reader, as "module:function"."""
    tasks, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what a library prints must not come between the replies
        os.dup2(nowhere, stream)
    reader = _load(sys.argv[2])
    gc.freeze()  # children share these pages as long as nobody touches them
    forks = hasattr(os, "fork")
    if forks:
        signal.signal(signal.SIGTERM, _stop)
    with contextlib.suppress(BrokenPipeError):
        while message := receive(tasks, Task, LARGEST_TASK):
            task, data = message
            own = (tasks.fileno(), replies.fileno())
            failure, reply = _read_in_child(task, data, reader, own) if forks else (None, _reply(task, data, reader))
            del message, data
            send(replies, Outcome(failure=failure, last=not forks), reply)
            if not forks:
                return


def _load(reader: str) -> Reader:
    module, function = reader.split(":")
    loaded: Reader = getattr(import_module(module), function)
    return loaded


def _read_in_child(task: Task, data: bytes, reader: Reader, own: tuple[int, ...]) -> tuple[Failure | None, bytes]:
    """The child's reply, or why there is none. `own`: the server's descriptors, which the child gives up: it can then
    not speak to the caller itself, and the caller sees it when the server dies."""
    output, words = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            for descriptor in (output, *own):
                os.close(descriptor)
            _confine(task.limits)
            with os.fdopen(words, "wb") as stream:
                stream.write(_reply(task, data, reader))
            code = 0
        except MemoryError:
            code = MEMORY_EXIT
        finally:
            os._exit(code)
    _children.add(child)
    os.close(words)
    deadline = time.monotonic() + task.limits.wall_seconds
    failure, reply = _listen(output, deadline, task.limits.result_bytes)
    os.close(output)
    status = _wait(child, time.monotonic() + EXIT_SECONDS if failure is None else 0.0)
    _children.discard(child)
    if failure is None and status != 0:
        failure = _cause(status)
    return failure, b"" if failure else reply


def _listen(output: int, deadline: float, largest: int) -> tuple[Failure | None, bytes]:
    """What a child writes until it closes its end."""
    parts: list[bytes] = []
    size = 0
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([output], [], [], left)[0]:
            break
        part = os.read(output, CHUNK)
        if not part:
            return None, b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > largest:
            return Failure.RESULT, b""
    return Failure.TIME, b""


def _wait(child: int, deadline: float) -> int:
    """The child's exit status (negative: the signal that ended it); it and its own children end now at the latest."""
    done, status = os.waitpid(child, os.WNOHANG)
    while not done and time.monotonic() < deadline:
        time.sleep(0.002)
        done, status = os.waitpid(child, os.WNOHANG)
    _kill(child)
    if not done:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _kill(child: int) -> None:
    """Ends the child's process group, and the child in case it has not made a group yet."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _cause(status: int) -> Failure:
    if status == -signal.SIGXCPU:
        return Failure.CPU
    if status == -signal.SIGALRM:
        return Failure.TIME
    return (
        Failure.MEMORY if status in {MEMORY_EXIT, -signal.SIGKILL} else Failure.CRASH
    )  # Linux kills for want of memory


def _stop(*_: object) -> None:
    for child in _children:
        _kill(child)
    os._exit(0)


def _confine(limits: Limits) -> None:
    """In the child: a process group of its own, limits, and no way to the terminal or a core file."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.alarm(int(limits.wall_seconds) + 2)  # should the server be gone by then
    os.dup2(1, 2)
    if resource is None:
        return
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit on address space
            resource.setrlimit(kind, (soft, hard))


def _reply(task: Task, data: bytes, reader: Reader) -> bytes:
    wanted = (task.wanted,) if task.wanted else ()
    try:
        reply = Reply(made=reader(_content(task, data), task.name, *wanted))
    except UnreadableDocument as error:
        reply = Reply(code=error.code, message=str(error))
    return reply.model_dump_json().encode()


def _content(task: Task, data: bytes) -> bytes:
    if task.path is None:
        return data
    try:
        with open(task.path, "rb") as file:
            content = file.read(task.limits.file_bytes + 1)
    except OSError as error:
        raise FileMissing(
            task.name, f'"{task.name}" kan niet worden geopend. Controleer de naam en uw leesrechten.'
        ) from error
    if refusal := too_large(task.name, len(content), task.limits):
        raise refusal
    return content
