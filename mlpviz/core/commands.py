"""The one command registry: menus, keys, palette, shortcut sheet, command line and tests all use these ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Handler = Callable[..., None]
HandlerType = TypeVar("HandlerType", bound=Handler)


@dataclass(frozen=True)
class Command:
    """A thing the user can do.

    keys: shortcuts in Qt's notation, the first one shown. menu: where it stands, or "" for palette and keys alone.
    group: commands of one group stand together, a line between groups. enabled and checked look at the context
    that `run` is handed; checked is None for a plain command.
    """

    id: str
    title: str
    run: Handler
    keys: tuple[str, ...] = ()
    menu: str = ""
    group: str = ""
    tip: str = ""
    icon: str = ""
    enabled: Callable[[Any], bool] = lambda context: True
    checked: Callable[[Any], bool] | None = None


REGISTRY: dict[str, Command] = {}


def command(
    id: str,
    *,
    title: str,
    keys: str | tuple[str, ...] = (),
    menu: str = "",
    group: str = "",
    tip: str = "",
    icon: str = "",
    enabled: Callable[[Any], bool] = lambda context: True,
    checked: Callable[[Any], bool] | None = None,
) -> Callable[[HandlerType], HandlerType]:
    """Register a function as a command. Raises ValueError where the id or a key is taken already."""

    def register(handler: HandlerType) -> HandlerType:
        shortcuts = (keys,) if isinstance(keys, str) else keys
        if id in REGISTRY:
            raise ValueError(f"the command {id!r} exists already")
        for other in REGISTRY.values():
            taken = set(other.keys) & set(shortcuts)
            if taken:
                raise ValueError(f"{', '.join(sorted(taken))} belongs to {other.id!r} already")
        REGISTRY[id] = Command(id, title, handler, shortcuts, menu, group, tip, icon, enabled, checked)
        return handler

    return register


def run(id: str, context: Any) -> bool:
    """Run a command where it is enabled; says whether it ran. Raises KeyError where there is no such command."""
    found = REGISTRY[id]
    if not found.enabled(context):
        return False
    found.run(context)
    return True
